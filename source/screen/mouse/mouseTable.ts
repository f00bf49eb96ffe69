import type {Target} from './zone.js';

/** What a click can meet; the wheel is not a click. */
type Kind = Target['kind'];

type ClickEntry<Met extends Kind> = {
  gesture: string;
  meaning: string;
  /** A click on it counts while a question or a prompt is open. */
  worksInPrompt?: true;
  act: (target: Extract<Target, {kind: Met}>, press: (key: string) => void) => void;
};

/** What a click does, by what it meets. */
export const clickTable: {readonly [Met in Kind]: ClickEntry<Met>} = {
  row: {
    gesture: 'click on a row, or a cell of the map',
    meaning: 'Select it; on the selected row, or with a second click: open it.',
    act: ({isSelected, select, open}) => (isSelected ? open?.() : select()),
  },
  title: {
    gesture: 'click on the title of a column',
    meaning: 'Sort by it; again: reverse the sort order.',
    act: ({sort}) => sort(),
  },
  key: {
    gesture: 'click on a key in the last line',
    meaning: 'Press the key.',
    worksInPrompt: true,
    act: ({key}, press) => press(key),
  },
  value: {
    gesture: 'click in a chart or trend',
    meaning: 'Show the value and the time there.',
    act: ({tell}) => tell(),
  },
};

/** All that the mouse does, for the help and the documents. */
export const mouseTable: ReadonlyArray<{gesture: string; meaning: string}> = [
  {gesture: 'wheel', meaning: 'Scroll what is under the pointer.'},
  ...Object.values(clickTable),
  {
    gesture: 'Shift with the mouse',
    meaning: 'Select text, as without ksmtop; the key M leaves the mouse to the terminal.',
  },
];

/** Carries out a click. */
export function actOn<Met extends Kind>(
  target: Extract<Target, {kind: Met}>,
  press: (key: string) => void,
): void {
  const entry: ClickEntry<Met> = clickTable[target.kind as Met];
  entry.act(target, press);
}
