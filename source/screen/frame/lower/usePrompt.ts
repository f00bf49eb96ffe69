import {useRef, useState} from 'react';
import type {Frame} from '../frameContext.js';
import type {Prompt} from './bottom.js';

type Prompts = Pick<Frame, 'ask' | 'edit'> & {
  prompt: Prompt | undefined;
  closePrompt: () => void;
};

/**
 * The single prompt of a screen. A question that comes while another prompt is open does not replace
 * it, since the user would answer the wrong one: it is answered with no.
 */
export function usePrompt(onRefused?: () => void): Prompts {
  const [prompt, setPrompt] = useState<Prompt>();
  // A ref: two may ask before anything is drawn.
  const isOpen = useRef(false);
  const count = useRef(0);

  function open(next: DistributiveOmit<Prompt, 'id'>): boolean {
    if (isOpen.current) return false;
    isOpen.current = true;
    setPrompt({...next, id: ++count.current});
    return true;
  }

  return {
    prompt,
    ask: (question) =>
      new Promise((answer) => {
        if (open({kind: 'ask', question, answer})) return;
        onRefused?.();
        answer(false);
      }),
    edit: (text) => void open({kind: 'edit', prompt: text}),
    closePrompt() {
      isOpen.current = false;
      setPrompt(undefined);
    },
  };
}

type DistributiveOmit<Union, Key extends string> = Union extends unknown ? Omit<Union, Key> : never;
