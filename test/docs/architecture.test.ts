import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {expect, test} from 'vitest';
import {transitions as processTransitions} from '../../source/host/processes/processState.js';
import {connectionTable, hostTable, requestTable} from '../../source/host/ssh/states.js';
import {transitions as changeTransitions} from '../../source/session/changeStages.js';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path));

const pages = [
  ...['readme.md', 'contributing.md', 'security.md', 'changelog.md'],
  ...filesIn('docs', '.md'),
];
const architecture = read('docs/architecture.md');

/** Paths of this project, as they stand in code; words in capitals stand for any. */
function pathsIn(page: string): string[] {
  const named = /`((?:source|test|scripts|docs)\/[^\s`…*]*|cli\.tsx|\.ci\/run|\.nvmrc)`/g;
  return [...page.matchAll(named)]
    .map(([, path = '']) => path)
    .filter((path) => !/[A-Z]{3}/.test(path));
}

test.each(pages)('every file that %s names is there', (page) => {
  expect(pathsIn(read(page)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test.each(pages)('every link in %s leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)|(?:src|srcset)="([^"]+)"/g)];
  const missing = links
    .map(([, link, picture]) => join(dirname(page), link ?? picture ?? ''))
    .filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('every anchor in %s is a heading', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)];
  const missing = links.filter(([, path = '', anchor = '']) => {
    const target = path === '' ? page : join(dirname(page), path);
    return !anchorsOf(target).includes(anchor);
  });
  expect(missing.map(([link]) => link)).toEqual([]);
});

test.each(pages)('every npm script that %s names is there', (page) => {
  const {scripts} = JSON.parse(read('package.json'));
  const named = [...read(page).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('the readme asks for the Node that package.json asks for', () => {
  const {engines} = JSON.parse(read('package.json'));
  const [, old, version] = /Node ([\d.]+), ([\d.]+) or later/.exec(read('readme.md')) ?? [];
  expect(engines.node).toBe(`^${old}.0 || >=${version}.0`);
});

test('the architecture leads to every decision', () => {
  const decisions = readdirSync(join(root, 'docs/decisions'));
  const missing = decisions.filter((page) => !architecture.includes(`](decisions/${page})`));
  expect(missing).toEqual([]);
});

test('no two files of the sources have the same name', () => {
  const names = filesIn('source', '').flatMap((path) => path.match(/[^/]+(?=\.tsx?$)/) ?? []);
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('the architecture says what lives in each folder of the sources', () => {
  const folders = readdirSync(join(root, 'source'), {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isDirectory())
    .map(({parentPath, name}) => relative(root, join(parentPath, name)));
  const rows = [...architecture.matchAll(/^\| `(source[^`]*)` \|/gm)].map(([, path]) => path);
  expect(rows.filter((path) => path !== undefined && folders.includes(path)).sort()).toEqual(
    folders.sort(),
  );
});

/** The transitions that a diagram draws: `from → to: event`, several events in one arrow. */
function drawn(state: string): string[] {
  const section = architecture.slice(architecture.indexOf(state));
  const diagram = /```mermaid([\s\S]*?)```/.exec(section)?.[1] ?? '';
  return [...diagram.matchAll(/^ *(\w+) --> (\w+): (.+)$/gm)].flatMap(([, from, to, label = '']) =>
    label
      .replace(/\(.*/, '')
      .split(',')
      .map((event) => `${from} → ${to}: ${event.trim()}`),
  );
}

const inTable = (table: Readonly<Record<string, Readonly<Record<string, string>>>>): string[] =>
  Object.entries(table).flatMap(([from, events]) =>
    Object.entries(events)
      // An event that changes nothing is not drawn.
      .filter(([, to]) => to !== from)
      .map(([event, to]) => `${from} → ${to}: ${event}`),
  );

test.each([
  ['### A process\n', processTransitions],
  ['#### The host\n', hostTable],
  ['#### One connection\n', connectionTable],
  ['#### The requests over a connection\n', requestTable],
  ['### A change of parameters\n', changeTransitions],
])('the diagram of %s draws the table', (title, table) => {
  expect(drawn(title).sort()).toEqual(inTable(table).sort());
});

test.each([
  ['## From `/proc/PID/ksm_stat` to the SAVED cell', 14],
  ['## From `]` to the kernel and back', 10],
])('%s takes at most %i files', (title, most) => {
  const [, section = ''] = architecture.split(`${title}\n`);
  const steps = [
    ...section.slice(0, section.indexOf('\n## ')).matchAll(/^\d+\. `(source\/[^`]+)`/gm),
  ];
  expect(steps.length).toBeGreaterThan(5);
  expect(steps.length).toBeLessThanOrEqual(most);
});
