import {useState} from 'react';
import {type Preset, presets} from '../../model/tuning/presets.js';
import {wrapWords} from '../../text/wrap.js';
import {Line, paintLine} from '../draw/line.js';
import {scrollTarget} from '../draw/scroll.js';
import {useTheme} from '../draw/theme.js';
import type {ListedKey} from '../keys/keyTable.js';
import {keysOf, passesPanel} from '../keys/panelKeys.js';
import {useKeys} from '../keys/useKeys.js';
import {rowsZone} from '../mouse/rowsZone.js';
import {useZones} from '../mouse/useZones.js';
import {ViewTitle} from '../views/viewTitle.js';

type PresetChoiceProps = {
  /** Such as `3 marked hosts`. */
  targets: string;
  width: number;
  /** Its first line on the screen. */
  top: number;
  onChoose: (preset: Preset) => void;
  onClose: () => void;
};

export const presetChoiceKeys: readonly ListedKey[] = [
  {
    action: 'choose',
    keys: ['enter'],
    bar: 'choose',
    priority: 9,
    meaning: 'Write the preset, after confirmation.',
  },
  ...keysOf('back'),
];

/** The title, and a blank line. */
const headLines = 2;

/** Columns of the longest name, with the mark and a gap. */
const nameWidth = Math.max(...presets.map(({name}) => name.length)) + 3;

/** The presets for several hosts; the caller asks before it writes one. */
export function PresetChoice({targets, width, top, onChoose, onClose}: PresetChoiceProps) {
  const theme = useTheme();
  const [selected, setSelected] = useState(0);
  useKeys('panel', (key) => {
    const preset = presets[selected];
    const last = presets.length - 1;
    const target = scrollTarget(key, selected, last, last);
    if (key === 'enter' && preset) onChoose(preset);
    else if (key === 'escape' || key === 'q' || key === 'p') onClose();
    else if (target !== undefined) setSelected(Math.max(0, Math.min(last, target)));
    else return passesPanel(key) ? false : 'unused';
    return true;
  });
  const rows = presets.flatMap(({name, meaning}, index) => {
    const isSelected = index === selected;
    const mark = isSelected ? theme.glyphs.selected : ' ';
    return wrapWords(meaning, width - nameWidth - 2).map((text, part) => ({
      index,
      line: paintLine(
        theme,
        [[isSelected ? 'accent' : 'bold', (part === 0 ? mark + name : '').padEnd(nameWidth)], text],
        width,
      ),
    }));
  });
  const chosen = presets[selected];
  useZones('panel', [
    rowsZone(
      'presets of a fleet',
      {top: top + headLines, width},
      {
        ...{rowOfLine: rows.map(({index}) => index), selected, select: setSelected},
        open: () => chosen && onChoose(chosen),
      },
    ),
  ]);
  return (
    <>
      <ViewTitle
        name="presets"
        about={['dim', `for ${targets}; values already set are skipped`]}
        width={width}
      />
      {[' '.repeat(width), ...rows.map(({line}) => line)].map((line) => (
        <Line key={line} text={line} />
      ))}
    </>
  );
}
