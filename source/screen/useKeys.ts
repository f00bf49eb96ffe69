import {useInput, useStdin} from 'ink';
import {createContext, useContext, useEffect, useLayoutEffect, useRef, useState} from 'react';

/** Takes a key by its name; returns whether it was meant for it. */
export type KeyHandler = (key: string) => boolean;

/** Who gets a key first: a prompt before a panel before the list before the screen around it. */
export type KeyLayer = 'program' | 'screen' | 'list' | 'panel' | 'replay' | 'prompt';

const layers: readonly KeyLayer[] = ['prompt', 'replay', 'panel', 'list', 'screen', 'program'];

type KeyRouter = {handlers: Map<KeyLayer, {current: KeyHandler}>};

const KeyRouterContext = createContext<KeyRouter | undefined>(undefined);

export const KeyRouterProvider = KeyRouterContext.Provider;

/** Reads the keyboard and hands each key to the topmost layer that wants it. */
export function useKeyRouter(): KeyRouter {
  const [router] = useState<KeyRouter>(() => ({handlers: new Map()}));
  const enqueue = useKeyQueue((key) => {
    for (const layer of layers) if (router.handlers.get(layer)?.current(key)) return;
  });
  useInput((input, key) => {
    const special = specialKeys.find(([flag]) => key[flag])?.[1];
    if (special) enqueue([special]);
    else if (key.ctrl) enqueue([`ctrl-${input}`]);
    // A burst of keys can arrive as one text: each is a key of its own.
    else if (!key.meta) enqueue([...input].map(keyOfLetter));
  });
  useFunctionKeys((key) => enqueue([key]));
  return router;
}

/**
 * Handles one key at a time, each on the screen that the one before has made: a key may open what
 * the next one is for, and people type faster than a line over SSH delivers.
 */
function useKeyQueue(handle: (key: string) => void): (keys: readonly string[]) => void {
  const queue = useRef<string[]>([]);
  const busy = useRef(false);
  const [handled, setHandled] = useState(0);
  const next = () => {
    const key = queue.current.shift();
    busy.current = key !== undefined;
    if (key === undefined) return;
    handle(key);
    // In one commit with whatever the key has changed.
    setHandled((count) => count + 1);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `handled` says that it was drawn.
  useLayoutEffect(() => {
    if (!busy.current) return;
    const soon = setImmediate(next);
    return () => clearImmediate(soon);
  }, [handled]);
  return (keys) => {
    queue.current.push(...keys);
    if (!busy.current) next();
  };
}

/** Registers the handler of one layer while the component is shown. */
export function useKeys(layer: KeyLayer, handler: KeyHandler): void {
  const router = useContext(KeyRouterContext);
  const latest = useRef(handler);
  latest.current = handler;
  // Before the next key, not after the next painting.
  useLayoutEffect(() => {
    router?.handlers.set(layer, latest);
    return () => {
      if (router?.handlers.get(layer) === latest) router.handlers.delete(layer);
    };
  }, [router, layer]);
}

/** The name of a key by the character it sends. */
function keyOfLetter(letter: string): string {
  const named = letterKeys[letter];
  if (named) return named;
  const code = letter.charCodeAt(0);
  return code < 32 ? `ctrl-${String.fromCharCode(code + 96)}` : letter;
}

const letterKeys: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u001b': 'escape',
  '\u007f': 'backspace',
};

const specialKeys = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const;

/** Function keys, and Insert, as xterm, the Linux console, rxvt and VT terminals send them. */
const functionKeys: Readonly<Record<string, string>> = {
  OP: 'f1',
  '[11~': 'f1',
  '[[A': 'f1',
  OS: 'f4',
  '[14~': 'f4',
  '[[D': 'f4',
  '[15~': 'f5',
  '[[E': 'f5',
  '[17~': 'f6',
  '[21~': 'f10',
  '[2~': 'insert',
};

/** Ink reports function keys as nothing at all, so they are taken from the input itself. */
function useFunctionKeys(dispatch: (key: string) => void): void {
  const {stdin} = useStdin();
  const latest = useRef(dispatch);
  latest.current = dispatch;
  useEffect(() => {
    const onData = (data: Buffer | string) => {
      for (const sequence of String(data).split('\u001b').slice(1)) {
        const key = functionKeys[sequence];
        if (key) latest.current(key);
      }
    };
    stdin.on('data', onData);
    return () => {
      stdin.off('data', onData);
    };
  }, [stdin]);
}
