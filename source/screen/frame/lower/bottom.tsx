import type {ListedKey} from '../../keys/keyTable.js';
import {questionKeys, textPromptKeys} from '../../keys/panelKeys.js';
import type {TextPrompt} from '../frameContext.js';
import {Confirm, EditPrompt, questionLines} from './prompt.js';
import {StatusLine, type StatusLineProps, statusLines} from './statusLine.js';

/** An open prompt; ids are unique. */
export type Prompt =
  | {id: number; kind: 'ask'; question: string; answer: (yes: boolean) => void}
  | {id: number; kind: 'edit'; prompt: TextPrompt};

type BottomProps = StatusLineProps & {
  prompt: Prompt | undefined;
  closePrompt: () => void;
};

/** Lines that the bottom takes: long sentences wrap. */
export function bottomHeight({
  prompt,
  width,
  ...status
}: Omit<BottomProps, 'closePrompt' | 'idle'>): number {
  if (prompt?.kind === 'edit') return 1;
  if (prompt?.kind === 'ask') return questionLines(prompt.question, width).length;
  return statusLines(status, width)?.lines.length ?? 1;
}

/** The keys of an open prompt, which has them all; else those of the panel. */
export function keysWithPrompt(
  prompt: Prompt | undefined,
  panelKeys: readonly ListedKey[],
): readonly ListedKey[] {
  if (!prompt) return panelKeys;
  return prompt.kind === 'edit' ? textPromptKeys : questionKeys;
}

/** Above the key bar: a prompt, or the status line. */
export function Bottom({prompt, closePrompt, width, ...status}: BottomProps) {
  if (prompt?.kind === 'edit') {
    const {id, prompt: text} = prompt;
    return <EditPrompt key={id} prompt={text} onClose={closePrompt} width={width} />;
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
