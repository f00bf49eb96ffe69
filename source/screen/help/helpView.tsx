import {Box} from 'ink';
import {useMemo, useState} from 'react';
import {Line, paintEdges, paintItems, paintLine, type Span} from '../draw/line.js';
import {scrollTarget} from '../draw/scroll.js';
import {type Theme, useTheme} from '../draw/theme.js';
import {type Frame, useFrame} from '../frame/frameContext.js';
import {findKey, globalKeys, type ListedKey} from '../keys/keyTable.js';
import {keysOf} from '../keys/panelKeys.js';
import {useKeys} from '../keys/useKeys.js';
import {
  columnGap,
  columnWidthOf,
  type HelpLine,
  indent,
  layOut,
  nameWidthOf,
} from './helpLayout.js';
import {type HelpSection, hostHelp, searchHelp} from './helpSections.js';
import {useOwnUse} from './ownUse.js';

/** The keys of the help. */
export const helpKeys: readonly ListedKey[] = [
  {
    action: 'section',
    keys: ['tab', 'shift-tab'],
    bar: 'section',
    priority: 8,
    meaning: 'Go to the next section, or to the one before.',
  },
  {
    action: 'page',
    keys: ['pagedown', 'pageup'],
    bar: 'page',
    priority: 6,
    meaning: 'Turn the page.',
  },
  {action: 'search', keys: ['/'], bar: 'search', priority: 7, meaning: 'Search all sections.'},
  ...keysOf('back'),
];

/** Every key, column, counter and parameter, from the tables that the program itself uses. */
export function Help() {
  const {width, height, back, keys, edit} = useFrame();
  const sections = useMemo(() => hostHelp(keys), [keys]);
  return <HelpPages {...{sections, width, height, edit}} close={back} />;
}

type HelpPagesProps = Pick<Frame, 'edit'> & {
  sections: readonly HelpSection[];
  width: number;
  height: number;
  close: () => void;
};

/** Two lines: what the help is about, and its sections. */
const headLines = 2;

/** Keys and terms with their meanings, in two columns, section by section. */
export function HelpPages({sections, width, height, edit, close}: HelpPagesProps) {
  const theme = useTheme();
  const ownUse = useOwnUse();
  const [place, setPlace] = useState({section: 0, page: 0});
  const [search, setSearch] = useState('');
  const found =
    search === '' ? (sections[place.section]?.entries ?? []) : searchHelp(sections, search);
  // Spelled before it is measured: ASCII may need several characters for one.
  const entries = found.map(({name, meaning}) => ({
    ...{name: theme.spell(name), meaning: theme.spell(meaning)},
  }));
  const columnWidth = columnWidthOf(width);
  const pages = layOut(entries, columnWidth, height - headLines);
  const last = pages.length - 1;
  const shown = Math.min(place.page, last);
  const find = (text: string) => {
    setSearch(text);
    setPlace({...place, page: 0});
  };
  const goBy = (step: number) =>
    setPlace({section: (place.section + step + sections.length) % sections.length, page: 0});
  useKeys('panel', (key) => {
    const target = scrollTarget(key, shown, 1, last);
    const action = findKey(key)?.action;
    if (target !== undefined) setPlace({...place, page: Math.max(0, Math.min(last, target))});
    else if (key === 'tab' || key === 'shift-tab') {
      setSearch('');
      goBy(key === 'tab' ? 1 : -1);
    } else if (action === 'filter' || action === 'find') {
      edit({
        label: 'search',
        text: search,
        hint: 'Enter applies, Esc cancels',
        onChange: find,
        onCancel: () => find(''),
      });
    } else if (key === 'escape' && search !== '') find('');
    else if (closes(key)) close();
    else return globalKeys.has(key) || action === 'mouse' ? false : 'unused';
    return true;
  });
  const nameWidth = nameWidthOf(entries, columnWidth);
  const columns = pages[shown] ?? [];
  const lines = Array.from({length: height - headLines}, (_, row) =>
    columns.flatMap((column, index): Span[] => [
      index === 0 ? ' ' : ' '.repeat(columnGap),
      ...lineSpans(column[row], columnWidth, nameWidth),
    ]),
  );
  return (
    <Box flexDirection="column" height={height} width={width} overflow="hidden">
      <Line
        text={paintEdges(
          theme,
          [
            {priority: 4, spans: [['accent', ' ksmtop help']]},
            {priority: 3, spans: [['dim', `page ${shown + 1} of ${pages.length}`]]},
          ],
          [{priority: 2, spans: [['dim', ownUse]]}],
          width,
          3,
        )}
      />
      <Line text={sectionsLine(theme, sections, search === '' ? place.section : search, width)} />
      {lines.map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the page is its place.
        <Line key={index} text={paintLine(theme, spans, width)} />
      ))}
    </Box>
  );
}

const closingKeys = new Set(['escape', 'q', 'enter']);

/** As it opens. */
function closes(key: string): boolean {
  return closingKeys.has(key) || findKey(key)?.action === 'help';
}

/** The titles of the sections with the present one marked, or what is searched. */
function sectionsLine(
  theme: Theme,
  sections: readonly HelpSection[],
  shown: number | string,
  width: number,
): string {
  if (typeof shown === 'string') {
    return paintLine(theme, [['warning', ` all entries with "${shown}"`]], width);
  }
  const items = sections.map(({title}, index) => ({
    priority: index === shown ? 9 : 1,
    spans: [
      index === shown
        ? (['accent', `${theme.glyphs.selected}${title}`] as const)
        : (['dim', ` ${title}`] as const),
    ],
  }));
  return paintItems(theme, items, width, 2);
}

function lineSpans(
  line: HelpLine | undefined,
  columnWidth: number,
  nameWidth: number | undefined,
): Span[] {
  const {name = '', text = ''} = line ?? {};
  if (nameWidth !== undefined) {
    return [['bold', name.padEnd(nameWidth)], text.padEnd(columnWidth - nameWidth)];
  }
  return name === ''
    ? [' '.repeat(indent), text.padEnd(columnWidth - indent)]
    : [['bold', name.padEnd(columnWidth)]];
}
