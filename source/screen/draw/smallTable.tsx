import {Text} from 'ink';
import {type CellProps, Table} from 'ink-table';
import type {PropsWithChildren} from 'react';
import {fitWidth} from '../../text/width.js';
import {wrapWords} from '../../text/wrap.js';
import {type Style, type Theme, useTheme} from './theme.js';

export type TableRow = Record<string, string>;

export type TableColumn = {
  /** Heading, and the key of its cell in a row. */
  key: string;
  width: number;
  style?: Style | ((text: string) => Style);
  align?: 'left' | 'right';
};

type SmallTableProps = {
  rows: readonly TableRow[];
  columns: readonly TableColumn[];
  /** Without headings. */
  bare?: boolean;
};

/** A table of a few dozen rows. Long lists draw their own: ink-table takes some 20 times as long. */
export function SmallTable({rows, columns, bare = false}: SmallTableProps) {
  const theme = useTheme();
  return (
    <Table
      // ink-table keeps the configuration of its first rendering.
      key={columns.map(({key, width}) => `${key}${width}`).join(' ')}
      data={rows.map((row) => paddedRow(row, columns, theme))}
      columns={columns.map(({key, align}) => ({key, align: align ?? 'left'}))}
      header={bare ? Nothing : Heading}
      cell={(props: CellProps) => <Cell {...props} style={columns[props.column]?.style} />}
      skeleton={Nothing}
    />
  );
}

/** Wraps the long texts of one column into rows whose other cells are empty. */
export function wrapRows(
  rows: readonly TableRow[],
  columns: readonly TableColumn[],
  key: string,
): TableRow[] {
  const width = columns.find((column) => column.key === key)?.width ?? 1;
  return rows.flatMap((row) =>
    wrapWords(row[key] ?? '', width).map((line, index) => ({
      ...(index === 0 ? row : {}),
      [key]: line,
    })),
  );
}

/** ink-table measures by string length and takes its widths from the cells, so each is padded. */
function paddedRow(row: TableRow, columns: readonly TableColumn[], theme: Theme): TableRow {
  return Object.fromEntries(
    columns.map(({key, width, align}) => {
      const text = theme.spell(row[key] ?? '');
      return [
        key,
        align === 'right' ? text.padStart(width) : fitWidth(text, width, theme.glyphs.ellipsis),
      ];
    }),
  );
}

function Heading({children}: PropsWithChildren) {
  const theme = useTheme();
  return <Text>{theme.paint('dim', String(children))}</Text>;
}

function Cell({children, style = 'plain'}: CellProps & {style?: TableColumn['style']}) {
  const theme = useTheme();
  const text = String(children);
  // ink-table pads each cell once more.
  const own = typeof style === 'function' ? style(text.slice(1)) : style;
  return <Text>{theme.paint(own, text)}</Text>;
}

function Nothing() {
  return null;
}
