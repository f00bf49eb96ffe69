import {useState} from 'react';
import {type Preset, presets} from '../../model/tuning/presets.js';
import {wrapWords} from '../../text/wrap.js';
import {Line, paintLine} from '../draw/line.js';
import {scrollTarget} from '../draw/scroll.js';
import {useTheme} from '../draw/theme.js';
import {type ListedKey, outerKeys} from '../keys/keyTable.js';
import {useKeys} from '../keys/useKeys.js';

type PresetChoiceProps = {
  /** Whom it is for, as `3 marked hosts`. */
  whom: string;
  width: number;
  onChoose: (preset: Preset) => void;
  onClose: () => void;
};

export const presetChoiceKeys: readonly ListedKey[] = [
  {action: 'choose', keys: ['enter'], bar: 'choose', keep: 9, meaning: 'Asks, then writes it.'},
  {action: 'close', keys: ['escape'], bar: 'back', keep: 10, meaning: 'Back to the fleet.'},
];

/** Columns of the longest name, and around it. */
const nameWidth = Math.max(...presets.map(({name}) => name.length)) + 3;

/** Sets of values for several hosts; nothing is written before the question that follows. */
export function PresetChoice({whom, width, onChoose, onClose}: PresetChoiceProps) {
  const theme = useTheme();
  const [selected, setSelected] = useState(0);
  useKeys('panel', (key) => {
    if (outerKeys.has(key)) return false;
    const preset = presets[selected];
    const last = presets.length - 1;
    const target = scrollTarget(key, selected, last, last);
    if (key === 'enter' && preset) onChoose(preset);
    else if (key === 'escape' || key === 'q' || key === 'p') onClose();
    else if (target !== undefined) setSelected(Math.max(0, Math.min(last, target)));
    return true;
  });
  const lines = presets.flatMap(({name, meaning}, index) => {
    const isSelected = index === selected;
    const mark = isSelected ? theme.glyphs.selected : ' ';
    return wrapWords(meaning, width - nameWidth - 2).map((text, part) =>
      paintLine(
        theme,
        [[isSelected ? 'accent' : 'bold', (part === 0 ? mark + name : '').padEnd(nameWidth)], text],
        width,
      ),
    );
  });
  const title = paintLine(
    theme,
    [
      ['accent', ` preset for ${whom}`],
      ['dim', '   what a host has as it is already is not written'],
    ],
    width,
  );
  return [title, ' '.repeat(width), ...lines].map((line) => <Line key={line} text={line} />);
}
