import type {LinePrompt} from './frameContext.js';
import {Confirm, EditPrompt, questionLines} from './prompt.js';
import {StatusLine, type StatusLineProps, statusLines} from './statusLine.js';

/** What is asked of the person at the keyboard; each has a number of its own. */
export type Prompt =
  | {id: number; kind: 'ask'; question: string; answer: (yes: boolean) => void}
  | {id: number; kind: 'edit'; prompt: LinePrompt};

type BottomProps = StatusLineProps & {
  prompt: Prompt | undefined;
  closePrompt: () => void;
};

/** Lines that it takes: a sentence that is too long for one goes on in the next. */
export function bottomHeight({
  prompt,
  width,
  ...status
}: Omit<BottomProps, 'closePrompt' | 'idle'>): number {
  if (prompt?.kind === 'edit') return 1;
  if (prompt?.kind === 'ask') return questionLines(prompt.question, width).length;
  return statusLines(status, width)?.lines.length ?? 1;
}

/** Above the keys: a question, or else what happened last. */
export function Bottom({prompt, closePrompt, width, ...status}: BottomProps) {
  if (prompt?.kind === 'edit') {
    const {id, prompt: line} = prompt;
    return <EditPrompt key={id} prompt={line} onClose={closePrompt} width={width} />;
  }
  if (prompt?.kind === 'ask') {
    const answer = (yes: boolean) => {
      closePrompt();
      prompt.answer(yes);
    };
    const {id, question} = prompt;
    return <Confirm key={id} question={question} onAnswer={answer} width={width} />;
  }
  return <StatusLine {...status} width={width} />;
}
