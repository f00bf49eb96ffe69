import {outerKeys} from './keyTable.js';
import {Line, paintLine} from './line.js';
import {useLook} from './look.js';
import {useKeys} from './useKeys.js';

type FilterPromptProps = {
  text: string;
  onChange: (text: string) => void;
  onDone: () => void;
  onCancel: () => void;
  width: number;
};

/** Takes the filter's text; every letter narrows the list at once. */
export function FilterPrompt({text, onChange, onDone, onCancel, width}: FilterPromptProps) {
  const look = useLook();
  useKeys('prompt', (key) => {
    if (outerKeys.has(key)) return false;
    if (key === 'enter') onDone();
    else if (key === 'escape') onCancel();
    else if (key === 'backspace' || key === 'delete') onChange([...text].slice(0, -1).join(''));
    else if (key === 'ctrl-u') onChange('');
    else if (key === 'space') onChange(`${text} `);
    else if ([...key].length === 1) onChange(text + key);
    return true;
  });
  const hint = 'Enter keeps it, Esc clears it';
  return (
    <Line
      text={paintLine(
        look,
        [['bold', 'filter: '], text, ['accent', '_'], ['dim', `   ${hint}`]],
        width,
      )}
    />
  );
}

type ConfirmProps = {
  question: string;
  onAnswer: (yes: boolean) => void;
  width: number;
};

/** Asks before something that costs; only `y` says yes. */
export function Confirm({question, onAnswer, width}: ConfirmProps) {
  const look = useLook();
  useKeys('prompt', (key) => {
    if (outerKeys.has(key)) return false;
    onAnswer(key === 'y' || key === 'Y');
    return true;
  });
  return (
    <Line
      text={paintLine(
        look,
        [
          ['warning', question],
          ['bold', ' y/N'],
        ],
        width,
      )}
    />
  );
}
