import {advance} from '../../../source/model/advance.js';
import type {ContainerRow} from '../../../source/model/derive/containers.js';
import type {Model} from '../../../source/model/model.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

/** Names that try to break out of quotes, lines, labels and terminals. */
export const hostileNames: readonly string[] = [
  'a,b',
  'say "hi"',
  '"',
  '""',
  String.raw`back\slash`,
  String.raw`\n`,
  'line\nbreak',
  'carriage\r\nreturn',
  'tab\there',
  '',
  ' padded ',
  '=1+1',
  '}\nksm_saved_bytes 0',
  '"} 1\nevil 1',
  '# EOF',
  '\u001b[31mred\u001b[0m',
  '\u009b31m',
  '\u0000nul',
  '\u007f',
  '\u202eexe.ksm',
  '\u2028',
  '\ud800',
  '\ufeff',
  '界面👩‍👩‍👧‍👦',
  'NaN',
  'x'.repeat(5000),
];

/** Bytes that a terminal would obey. */
export const steering =
  /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029]/;

/** A host whose containers have hostile names; each saves another amount. */
export function hostileModel(names = hostileNames): Model {
  const merged = (names.length * (names.length - 1)) / 2;
  return advance(
    undefined,
    sampleOf({
      host: {name: '\u001b]0;host\u0007"x"'},
      ksm: {
        pages_shared: 1,
        pages_sharing: merged,
        pages_unshared: 300 * names.length,
        full_scans: 9,
      },
      processes: names.map((name, index) =>
        processOf({
          command: name,
          container: {kind: 'lxc', id: `lxc:${name}`, name},
          ksm: {rmapItems: 300 + index, mergingPages: index, mergeable: true},
        }),
      ),
    }),
  );
}

export function rowOf(changes: Partial<ContainerRow> = {}): ContainerRow {
  return {
    id: 'lxc:w01',
    name: 'w01',
    kind: 'lxc',
    processes: 1,
    processesReadable: 1,
    preload: {none: 1, requested: 0, loaded: 0, mergeable: 0, merging: 0, unknown: 0},
    trend: [],
    ...changes,
  };
}
