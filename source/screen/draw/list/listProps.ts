import type {ListKind} from '../../settings/viewState.js';
import type {Item} from '../line.js';
import type {Column} from './columns.js';

export type LongListProps<Row> = {
  /** The key under which its selection and filter are kept. */
  name: string;
  /** Lists of one kind are sorted by the same column, and show the same columns. */
  kind: ListKind;
  rows: readonly Row[];
  columns: ReadonlyArray<Column<Row>>;
  idOf: (row: Row) => string;
  /** The text that the filter searches and that breaks ties. */
  textOf: (row: Row) => string;
  /** Rearranges the sorted rows, for a tree. */
  regroup?: ((arranged: readonly Row[]) => readonly Row[]) | undefined;
  /** The subject of the list, shown above it. */
  about?: readonly Item[];
  /** Shown when there are no rows. */
  empty: string;
  /** What identifies a row outside of ksmtop; absent: its text. Untrusted. */
  copyOf?: (row: Row) => string;
  /** When the values of the trends were read, the newest last. */
  history?: ReadonlyArray<{timeMs: number}>;
  /** Enter on a row. */
  onOpen?: (row: Row) => void;
  /** Handles the keys of this list; returns whether it used the key. */
  onKey?: (key: string, selected: Row | undefined, list: ShownList<Row>) => boolean;
  /** Another row was selected; undefined: none. */
  onSelect?: (id: string | undefined) => void;
};

/** A list as it is shown. */
export type ShownList<Row> = {arranged: readonly Row[]; moveDown: () => void};
