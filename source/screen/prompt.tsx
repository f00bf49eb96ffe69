import {useState} from 'react';
import {showUntrusted} from '../text/untrusted.js';
import {widthOf} from '../text/width.js';
import {wrapWords} from '../text/wrap.js';
import type {LinePrompt} from './frameContext.js';
import {outerKeys} from './keyTable.js';
import {Line, paintLine, type Span} from './line.js';
import {useLook} from './look.js';
import {useKeys} from './useKeys.js';

type EditPromptProps = {prompt: LinePrompt; onClose: () => void; width: number};

/** Takes a line of text at the bottom of the screen. */
export function EditPrompt({prompt, onClose, width}: EditPromptProps) {
  const look = useLook();
  const [text, setText] = useState(prompt.text);
  const change = (next: string) => {
    setText(next);
    prompt.onChange?.(next);
  };
  useKeys('prompt', (key) => {
    if (outerKeys.has(key)) return false;
    if (key === 'enter') {
      onClose();
      prompt.onDone?.(text);
    } else if (key === 'escape') {
      onClose();
      prompt.onCancel?.();
    } else if (key === 'backspace' || key === 'delete') change([...text].slice(0, -1).join(''));
    else if (key === 'ctrl-u') change('');
    else if (key === 'space') change(`${text} `);
    else if ([...key].length === 1 && showUntrusted(key) === key) change(text + key);
    return true;
  });
  const room = width - prompt.label.length - ': _'.length;
  return (
    <Line
      text={paintLine(
        look,
        [
          ['bold', `${prompt.label}: `],
          endOf(text, room),
          ['accent', '_'],
          ['dim', `   ${prompt.hint}`],
        ],
        width,
      )}
    />
  );
}

/** The end of a text, where one types, in at most `width` columns. */
function endOf(text: string, width: number): string {
  let rest = text;
  while (widthOf(rest) > width) rest = [...rest].slice(1).join('');
  return rest;
}

type ConfirmProps = {question: string; onAnswer: (yes: boolean) => void; width: number};

/** Asks before something that costs; only `y` says yes. */
export function Confirm({question, onAnswer, width}: ConfirmProps) {
  const look = useLook();
  useKeys('prompt', (key) => {
    if (outerKeys.has(key)) return false;
    onAnswer(key === 'y' || key === 'Y');
    return true;
  });
  const lines = questionLines(question, width);
  return lines.map((line, index) => {
    const words = index < lines.length - 1 ? line : line.slice(0, -answers.length);
    const spans: Span[] = [
      ['warning', words],
      ['bold', line.slice(words.length)],
    ];
    return <Line key={line} text={paintLine(look, spans, width)} />;
  });
}

const answers = 'y/N';

/** A question and what can be answered, in as many lines as it takes. */
export function questionLines(question: string, width: number): readonly string[] {
  return wrapWords(`${question} ${answers}`, width);
}
