import {toggleOptional} from '../draw/list/chosenColumns.js';
import {fittingColumns} from '../draw/list/columns.js';
import {listColumns, type NamedColumn, usualTitles} from './listColumns.js';
import {arrangeLists, type ListKind, type ViewState, type ViewStore} from './viewState.js';

/** A column in the panel that chooses them. */
export type ColumnChoice = NamedColumn & {isShown: boolean};

/** Every column of the lists of a kind: the shown ones in their order, then the others. */
export function columnChoices({arrangements}: ViewState, kind: ListKind): readonly ColumnChoice[] {
  const all = listColumns[kind];
  const shown = arrangements[kind].columns;
  // Without a choice, the optional ones keep their places.
  if (!shown) return all.map((column) => ({...column, isShown: !column.optional}));
  const chosen = shown.flatMap((title) => all.filter((column) => column.title === title));
  const others = all.filter(({title}) => !shown.includes(title));
  return [
    ...chosen.map((column) => ({...column, isShown: true})),
    ...others.map((column) => ({...column, isShown: false})),
  ];
}

/** The chosen columns that a screen of this width has no room for; occasional ones do not count. */
export function columnsWithoutRoom(
  choices: readonly ColumnChoice[],
  width: number,
): ReadonlySet<ColumnChoice> {
  const shown = choices.filter(({isShown, occasional}) => isShown && !occasional);
  const fitting = fittingColumns(shown, width);
  return new Set(shown.filter((column) => !fitting.includes(column)));
}

/** Shows the columns that are chosen. */
export function chooseAll(view: ViewStore, kind: ListKind, choices: readonly ColumnChoice[]): void {
  const columns = choices.flatMap(({title, isShown}) => (isShown ? title : []));
  arrangeLists(view, kind, {columns});
}

/** Shows the optional columns as well, or hides them again. */
export function toggleOptionalColumns(view: ViewStore, kind: ListKind): void {
  const shown = view.getState().arrangements[kind].columns ?? usualTitles(kind);
  arrangeLists(view, kind, {columns: toggleOptional(listColumns[kind], shown)});
}
