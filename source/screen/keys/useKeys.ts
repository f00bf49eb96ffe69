import {usePaste} from 'ink';
import {createContext, useCallback, useContext, useLayoutEffect, useRef, useState} from 'react';
import type {Keyboard} from '../terminal/keyboard.js';
import type {Typed} from '../terminal/typed.js';

/**
 * Takes a key by its name; returns whether it was meant for it.
 * @param seenMs When the screen was drawn that the person saw who pressed it.
 */
export type KeyHandler = (key: string, seenMs: number) => boolean;

/** Who gets a key first: a prompt before a panel before the list before the screen around it. */
export type KeyLayer = 'program' | 'screen' | 'list' | 'panel' | 'replay' | 'prompt';

const layers: readonly KeyLayer[] = ['prompt', 'replay', 'panel', 'list', 'screen', 'program'];

type Handlers = {key: KeyHandler; paste: ((text: string) => void) | undefined};

type KeyRouter = {handlers: Map<KeyLayer, {current: Handlers}>};

const KeyRouterContext = createContext<KeyRouter | undefined>(undefined);

export const KeyRouterProvider = KeyRouterContext.Provider;

const KeyboardContext = createContext<Keyboard | undefined>(undefined);

export const KeyboardProvider = KeyboardContext.Provider;

/** Hands each key to the topmost layer that wants it, and text to a prompt alone. */
export function useKeyRouter(): KeyRouter {
  const [router] = useState<KeyRouter>(() => ({handlers: new Map()}));
  const keyboard = useContext(KeyboardContext);
  const enqueue = useQueue();
  useLayoutEffect(
    () =>
      keyboard?.subscribe((typed, seenMs) => {
        enqueue(typed.map((each) => stepOf(router, each, seenMs)));
      }),
    [keyboard, enqueue, router],
  );
  // Ink's part of it: raw mode, and pastes marked as such, whatever takes the terminal and when.
  usePaste(() => {});
  return router;
}

/** Handles one thing that was typed; returns what it has turned out to consist of. */
type Step = () => readonly Step[];

/** Nobody types more ahead: what is longer is a paste. */
const longestTyping = 64;

function stepOf(router: KeyRouter, typed: Typed, seenMs: number): Step {
  const press = (key: string): readonly Step[] => {
    layers.some((layer) => router.handlers.get(layer)?.current.key(key, seenMs));
    return [];
  };
  const paste = (text: string): readonly Step[] => {
    router.handlers.get('prompt')?.current.paste?.(text);
    return [];
  };
  switch (typed.kind) {
    case 'key':
      return () => press(typed.key);
    case 'paste':
      return () => paste(typed.text);
    case 'burst':
      return () => {
        if (typed.keys.length > longestTyping) return paste(typed.text);
        const prompt = router.handlers.get('prompt');
        if (!prompt?.current.paste) return [];
        // What is left when the prompt is answered was not typed for what lies below it.
        const isOpen = () => router.handlers.get('prompt') === prompt;
        return typed.keys.map((key) => () => (isOpen() ? press(key) : []));
      };
  }
}

/**
 * Takes one step at a time, each on the screen that the one before has made: a key may open what
 * the next one is for, and people type faster than a line over SSH delivers.
 */
function useQueue(): (steps: readonly Step[]) => void {
  const queue = useRef<Step[]>([]);
  const busy = useRef(false);
  const [taken, setTaken] = useState(0);
  const next = useCallback(() => {
    const step = queue.current.shift();
    busy.current = step !== undefined;
    if (!step) return;
    queue.current.unshift(...step());
    // In one commit with whatever the key has changed.
    setTaken((count) => count + 1);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `taken` says that it was drawn.
  useLayoutEffect(() => {
    if (!busy.current) return;
    const soon = setImmediate(next);
    return () => clearImmediate(soon);
  }, [taken]);
  return useCallback(
    (steps) => {
      queue.current.push(...steps);
      if (!busy.current) next();
    },
    [next],
  );
}

/**
 * Registers the handler of one layer while the component is shown.
 * @param paste Takes text, where text is asked for.
 */
export function useKeys(layer: KeyLayer, key: KeyHandler, paste?: (text: string) => void): void {
  const router = useContext(KeyRouterContext);
  const latest = useRef<Handlers>({key, paste});
  latest.current = {key, paste};
  // Before the next key, not after the next painting.
  useLayoutEffect(() => {
    router?.handlers.set(layer, latest);
    return () => {
      if (router?.handlers.get(layer) === latest) router.handlers.delete(layer);
    };
  }, [router, layer]);
}
