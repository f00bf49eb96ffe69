import {usePaste} from 'ink';
import {createContext, useCallback, useContext, useLayoutEffect, useRef, useState} from 'react';
import {type Pointer, point} from '../mouse/pointer.js';
import type {Keyboard} from '../terminal/input/keyboard.js';
import type {Typed} from '../terminal/input/typed.js';

/** Whether a key was handled; `unused`: it does nothing here, and nothing below may have it. */
export type KeyOutcome = boolean | 'unused';

/**
 * Handles a key by its name.
 * @param seenMs When the screen was drawn that the user saw when pressing it.
 */
export type KeyHandler = (key: string, seenMs: number) => KeyOutcome;

/** `message` sees every key first; `unused` gets those that do nothing in the others. */
export type KeyLayer =
  | 'message'
  | 'prompt'
  | 'replay'
  | 'panel'
  | 'list'
  | 'screen'
  | 'program'
  | 'unused';

/** The topmost first: it gets a key before the others. */
const layers: readonly KeyLayer[] = [
  'message',
  'prompt',
  'replay',
  'panel',
  'list',
  'screen',
  'program',
];

type Handlers = {key: KeyHandler; paste: ((text: string) => void) | undefined};

type KeyRouter = {
  handlers: Map<KeyLayer, {current: Handlers}>;
  pointer: Pointer;
};

const KeyRouterContext = createContext<KeyRouter | undefined>(undefined);

export const KeyRouterProvider = KeyRouterContext.Provider;

export function useRouter(): KeyRouter | undefined {
  return useContext(KeyRouterContext);
}

const KeyboardContext = createContext<Keyboard | undefined>(undefined);

export const KeyboardProvider = KeyboardContext.Provider;

/** Passes each key to the topmost layer that handles it, pasted text to a prompt only. */
export function useKeyRouter(): KeyRouter {
  const [router] = useState<KeyRouter>(() => ({handlers: new Map(), pointer: {zones: new Map()}}));
  const keyboard = useContext(KeyboardContext);
  const enqueue = useQueue();
  useLayoutEffect(
    () =>
      keyboard?.subscribe((typed, seenMs) => {
        enqueue(typed.map((each) => inputOf(router, each, seenMs)));
      }),
    [keyboard, enqueue, router],
  );
  // Has Ink set raw mode and bracketed paste, again after each suspension.
  usePaste(() => {});
  return router;
}

/** Handles one input; returns the inputs that it turned out to consist of. */
type Input = () => readonly Input[];

/** Nobody types further ahead: a longer burst is a paste. */
const longestTyping = 64;

function inputOf(router: KeyRouter, typed: Typed, seenMs: number): Input {
  const press = (key: string): readonly Input[] => {
    for (const layer of layers) {
      const outcome = router.handlers.get(layer)?.current.key(key, seenMs);
      if (outcome === true) return [];
      if (outcome === 'unused') break;
    }
    router.handlers.get('unused')?.current.key(key, seenMs);
    return [];
  };
  const paste = (text: string): readonly Input[] => {
    router.handlers.get('prompt')?.current.paste?.(text);
    return [];
  };
  switch (typed.kind) {
    case 'key':
      return () => press(typed.key);
    case 'paste':
      return () => paste(typed.text);
    case 'mouse':
      return () => {
        const keys: Input[] = [];
        point(router.pointer, typed, {
          isPrompting: router.handlers.has('prompt'),
          seenMs,
          press: (key) => keys.push(() => press(key)),
        });
        return keys;
      };
    case 'burst':
      return () => {
        if (typed.keys.length > longestTyping) return paste(typed.text);
        const prompt = router.handlers.get('prompt');
        if (!prompt?.current.paste) return [];
        // The keys left when the prompt closes were not meant for what is below it.
        const isOpen = () => router.handlers.get('prompt') === prompt;
        return typed.keys.map((key) => () => (isOpen() ? press(key) : []));
      };
  }
}

/**
 * Handles one input at a time, and draws in between: a key may open what the next one is meant for,
 * and several arrive at once over a slow connection.
 */
function useQueue(): (inputs: readonly Input[]) => void {
  const queue = useRef<Input[]>([]);
  const busy = useRef(false);
  const [taken, setTaken] = useState(0);
  const next = useCallback(() => {
    const input = queue.current.shift();
    busy.current = input !== undefined;
    if (!input) return;
    queue.current.unshift(...input());
    // In the same commit as what the key has changed.
    setTaken((count) => count + 1);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `taken` says that it was drawn.
  useLayoutEffect(() => {
    if (!busy.current) return;
    const soon = setImmediate(next);
    return () => clearImmediate(soon);
  }, [taken]);
  return useCallback(
    (inputs) => {
      queue.current.push(...inputs);
      if (!busy.current) next();
    },
    [next],
  );
}

/**
 * Registers the handlers of one layer while the component is shown.
 * @param paste Handles pasted text; absent: it is ignored.
 */
export function useKeys(layer: KeyLayer, key: KeyHandler, paste?: (text: string) => void): void {
  const router = useRouter();
  const latest = useRef<Handlers>({key, paste});
  latest.current = {key, paste};
  // In time for the next key, not only after the next paint.
  useLayoutEffect(() => {
    router?.handlers.set(layer, latest);
    return () => {
      if (router?.handlers.get(layer) === latest) router.handlers.delete(layer);
    };
  }, [router, layer]);
}
