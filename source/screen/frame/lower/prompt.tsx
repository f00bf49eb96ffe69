import {useState} from 'react';
import {showUntrusted} from '../../../text/untrusted.js';
import {widthOf} from '../../../text/width.js';
import {wrapWords} from '../../../text/wrap.js';
import {Line, paintLine, type Span} from '../../draw/line.js';
import {useTheme} from '../../draw/theme.js';
import {globalKeys} from '../../keys/keyTable.js';
import {useKeys} from '../../keys/useKeys.js';
import {useReadable} from '../../keys/useReadable.js';
import type {TextPrompt} from '../frameContext.js';

type EditPromptProps = {prompt: TextPrompt; onClose: () => void; width: number};

/** A line editor at the bottom of the screen. */
export function EditPrompt({prompt, onClose, width}: EditPromptProps) {
  const theme = useTheme();
  const [text, setText] = useState(prompt.text);
  const change = (next: string) => {
    setText(next);
    prompt.onChange?.(next);
  };
  const add = (typed: string) => {
    const readable = [...typed].filter((letter) => showUntrusted(letter) === letter).join('');
    if (readable !== '') change(text + readable);
  };
  const onKey = (key: string) => {
    if (globalKeys.has(key)) return false;
    if (key === 'enter') {
      onClose();
      prompt.onDone?.(text);
    } else if (key === 'escape') {
      onClose();
      prompt.onCancel?.();
    } else if (key === 'backspace' || key === 'delete') change([...text].slice(0, -1).join(''));
    else if (key === 'ctrl-u') change('');
    else if (key === 'f3') prompt.onNext?.(text);
    else if (key === 'space') add(' ');
    else if ([...key].length === 1) add(key);
    return true;
  };
  // A prompt is one line, a paste may have several.
  useKeys('prompt', onKey, (pasted) => add(pasted.trim().replace(/\s+/g, ' ')));
  const problem = prompt.problemOf?.(text);
  const room = width - prompt.label.length - ': _'.length;
  return (
    <Line
      text={paintLine(
        theme,
        [
          ['bold', `${prompt.label}: `],
          endOf(text, room),
          ['accent', '_'],
          problem ? ['warning', `   ${problem}`] : ['dim', `   ${prompt.hint}`],
        ],
        width,
      )}
    />
  );
}

/** The end of a text, in at most `width` columns. */
function endOf(text: string, width: number): string {
  let rest = text;
  while (widthOf(rest) > width) rest = [...rest].slice(1).join('');
  return rest;
}

type ConfirmProps = {question: string; onAnswer: (yes: boolean) => void; width: number};

/** Asks before a costly change; only `y` confirms, and only once the question can have been read. */
export function Confirm({question, onAnswer, width}: ConfirmProps) {
  const theme = useTheme();
  const isReadable = useReadable(true);
  useKeys('prompt', (key, seenMs) => {
    if (globalKeys.has(key)) return false;
    const isYes = key === 'y';
    if (!isYes || isReadable(seenMs)) onAnswer(isYes);
    return true;
  });
  const lines = questionLines(question, width);
  return lines.map((line, index) => {
    const words = index < lines.length - 1 ? line : line.slice(0, -answers.length);
    const spans: Span[] = [
      ['warning', words],
      ['bold', line.slice(words.length)],
    ];
    return <Line key={line} text={paintLine(theme, spans, width)} />;
  });
}

const answers = 'y/N';

/** A question with its possible answers, wrapped. */
export function questionLines(question: string, width: number): readonly string[] {
  return wrapWords(`${question} ${answers}`, width);
}
