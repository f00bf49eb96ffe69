import type {LinePrompt} from './frameContext.js';
import {Confirm, EditPrompt} from './prompt.js';
import {StatusLine} from './statusLine.js';
import type {SteeringState} from './steering.js';

/** What is asked of the person at the keyboard. */
export type Prompt =
  | {kind: 'ask'; question: string; answer: (yes: boolean) => void}
  | {kind: 'edit'; prompt: LinePrompt};

type BottomProps = {
  prompt: Prompt | undefined;
  closePrompt: () => void;
  steering: SteeringState;
  error: string | undefined;
  idle: string;
  width: number;
};

/** The line above the keys: a question, or else what happened last. */
export function Bottom({prompt, closePrompt, width, ...status}: BottomProps) {
  if (prompt?.kind === 'edit') {
    return <EditPrompt prompt={prompt.prompt} onClose={closePrompt} width={width} />;
  }
  if (prompt?.kind === 'ask') {
    const answer = (yes: boolean) => {
      closePrompt();
      prompt.answer(yes);
    };
    return <Confirm question={prompt.question} onAnswer={answer} width={width} />;
  }
  return <StatusLine {...status} width={width} />;
}
