import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {describe, expect, test} from 'vitest';

const source = join(import.meta.dirname, '../../source');

type Room = {
  /** The rooms that its files may import. */
  from: readonly string[];
  /** What else they may import: packages and modules of Node. */
  packages: RegExp;
};

const nothing = /^$/;
const node = /^node:/;

/** docs/architecture.md says why. */
const rooms: Readonly<Record<string, Room>> = {
  text: {from: [], packages: /^string-width$/},
  kernel: {from: [], packages: nothing},
  model: {from: ['kernel', 'text'], packages: nothing},
  output: {from: ['kernel', 'model', 'text'], packages: nothing},
  prometheus: {from: ['kernel', 'model', 'output', 'text'], packages: node},
  host: {
    from: ['kernel', 'model', 'text'],
    packages: /^(?:node:.*|signal-exit|xxhash-wasm|bun:ffi|koffi)$/,
  },
  recording: {from: ['host', 'kernel', 'model', 'text'], packages: node},
  session: {from: ['host', 'kernel', 'model', 'prometheus', 'recording', 'text'], packages: node},
  screen: {
    from: ['host', 'kernel', 'model', 'session', 'text'],
    packages: /^(?:node:.*|ink|ink-table|react|asciichart|@alcalzone\/ansi-tokenize)$/,
  },
  commands: {
    from: [
      'host',
      'kernel',
      'model',
      'output',
      'prometheus',
      'recording',
      'screen',
      'session',
      'text',
    ],
    packages: /^(?:node:.*|react)$/,
  },
  cli: {from: ['commands', 'host', 'text'], packages: /^(?:node:.*|meow)$/},
};

/** All that the screen and a session know of a host. */
const hostInterface = ['host/host.js', 'host/connection.js'];

const files = readdirSync(source, {recursive: true, encoding: 'utf8'}).filter((path) =>
  /(?<!\.d)\.tsx?$/.test(path),
);

/** What a file imports: paths below `source`, or names of packages. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(source, path), 'utf8');
  const named = /(?:^(?:import|export)\b[^;]*?\bfrom |^import |\bimport\()'([^']+)'/gm;
  return [...text.matchAll(named)].map(([, name = '']) =>
    name.startsWith('.') ? relative(source, join(source, dirname(path), name)) : name,
  );
}

const roomOf = (path: string): string => path.split('/')[0] ?? '';

describe.each(Object.entries(rooms))('%s', (name, room) => {
  const imports = files
    .filter((path) => roomOf(path) === name)
    .flatMap((path) => importsOf(path).map((imported) => ({path, imported})));
  const isOwn = (imported: string) =>
    Object.hasOwn(rooms, roomOf(imported)) && imported.includes('/');

  test('imports only from the rooms below it', () => {
    const wrong = imports.filter(
      ({imported}) => isOwn(imported) && ![name, ...room.from].includes(roomOf(imported)),
    );
    expect(wrong).toEqual([]);
  });

  test('imports only what belongs to its work', () => {
    expect(
      imports.filter(({imported}) => !isOwn(imported) && !room.packages.test(imported)),
    ).toEqual([]);
  });
});

test.each(['screen', 'session'])('%s knows a host by its interface alone', (name) => {
  const wrong = files
    .filter((path) => roomOf(path) === name)
    .flatMap((path) => importsOf(path).map((imported) => `${path} → ${imported}`))
    .filter((each) => / → host\//.test(each) && !hostInterface.some((file) => each.endsWith(file)));
  expect(wrong).toEqual([]);
});

test('every room has its rules', () => {
  const found = new Set(files.map(roomOf));
  expect([...found].sort()).toEqual(Object.keys(rooms).sort());
});
