import type {Arrangement, Column} from './columns.js';

/** The chosen columns in their order; without a choice, all but the optional ones. */
export function chooseColumns<Row>(
  columns: ReadonlyArray<Column<Row>>,
  {columns: titles, sortTitle}: Arrangement,
): ReadonlyArray<Column<Row>> {
  if (!titles) return columns.filter(({optional, title}) => !optional || title === sortTitle);
  const chosen = titles.flatMap((title) => columns.filter((column) => column.title === title));
  return chosen.length > 0 ? chosen : columns.slice(0, 1);
}

/** The titles of the shown columns with the optional ones at their usual places, or without them. */
export function toggleOptional(
  columns: ReadonlyArray<Pick<Column<never>, 'title' | 'optional'>>,
  shown: readonly string[],
): readonly string[] {
  const optional = columns.filter((column) => column.optional).map(({title}) => title);
  const others = shown.filter((title) => !optional.includes(title));
  if (others.length < shown.length) return others;
  const all = columns.map(({title}) => title);
  return optional.reduce((titles, title) => {
    const before = new Set(all.slice(0, all.indexOf(title)));
    const at = titles.findLastIndex((each) => before.has(each)) + 1;
    return titles.toSpliced(at, 0, title);
  }, others);
}
