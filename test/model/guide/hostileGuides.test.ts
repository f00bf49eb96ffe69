import {describe, expect, test} from 'vitest';
import {containerPatterns} from '../../../source/kernel/container/containerPatterns.js';
import {adviceOf} from '../../../source/model/advice/advice.js';
import {examine} from '../../../source/model/checks/examine.js';
import {guideFor} from '../../../source/model/guide/guideFor.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf} from '../../fixtures/sample.js';

/** What a recording, or a container, may have in place of names and paths. */
const payloads = {
  'shell text': 'a$(EVIL)`EVIL`;EVIL|EVIL&EVIL>EVIL\'EVIL"EVIL\\EVIL!EVIL #EVIL',
  'control characters': 'EVIL\u001b[2J\nEVIL\r\tEVIL\u009b',
  'an option': '--EVIL',
  'a change of direction': 'a\u202eEVIL',
  'a long text': 'EVIL'.repeat(10_000),
};

const kinds = [
  ...new Set([
    ...containerPatterns.map(({kind}) => kind),
    'service',
    'session',
    'namespace',
    'x;y',
  ]),
];

function hostileModel(kind: string, evil: string, at: string) {
  const container = {
    kind,
    id: `${kind}:${at}${evil}`,
    name: evil,
    cgroup: {
      hierarchy: 'unified' as const,
      path: `/machine.slice/${evil}.service/libpod-payload-0`,
    },
  };
  const parent = processOf({
    command: evil,
    userId: 0,
    commandLine: `[lxc monitor] /var/${evil} ${evil.replaceAll(/\s/g, '')}`,
    container: {kind: 'service', id: `service:${evil}.service`, name: evil},
  });
  return modelOf({
    host: {name: evil, kernelRelease: `6.18.${evil}`, userNames: {1000: evil}},
    ksm: {pages_shared: 10, pages_sharing: 100, full_scans: 9},
    processes: [
      parent,
      processOf({
        container,
        innerPid: 1,
        parentPid: parent.pid,
        command: evil,
        commandLine: `${evil} -name ${evil}`,
        preload: {mapped: false, requested: `/${evil}/libksm_preload.so`},
        ksm: {rmapItems: 90_000, mergingPages: 100, zeroPages: 0, mergeable: true},
      }),
      processOf({
        container,
        preload: {mapped: `/${evil}`, requested: `/${evil}`},
        anonBytes: 2 ** 30,
      }),
    ],
    containerLibraries: {host: `/${evil}/libksm_preload.so`, [container.id]: `/opt/${evil}.so`},
  });
}

/** What of a line a shell would still obey: all that is not within quotes. */
const bare = (line: string) => line.replaceAll(/'[^']*'|\\./g, 'Q');

/** It would be run, or be taken for an option. */
const obeyed = /[$`(;|&<>"!#]EVIL|EVIL[$`);|&<>"!]|(?:^|\s)--EVIL/;

const unsafe = /[\p{Cc}\u202e]/u;

describe.each(Object.entries(payloads))('%s in every name', (_, evil) => {
  test.each(kinds)('in the guide for %s', (kind) => {
    for (const at of ['', 'user@1000/', 'user@1000.service/', 'ci.service/', 'outer/']) {
      const model = hostileModel(kind, evil, at);
      for (const row of [...(model.containers ?? []), undefined]) {
        const {title, sections} = guideFor({model}, row);
        for (const part of sections.flatMap(({parts}) => parts)) {
          for (const line of typeof part === 'string' ? [] : part) {
            expect(bare(line)).not.toMatch(obeyed);
            expect(line.length).toBeLessThan(5000);
            expect(line).not.toMatch(unsafe);
          }
          if (typeof part === 'string') expect(part).not.toMatch(unsafe);
        }
        expect(title).not.toMatch(unsafe);
      }
    }
  });

  test('in advice and in doctor', () => {
    const model = hostileModel('lxc', evil, '');
    const [, process] = model.sample.processes ?? [];
    const around = {kernelThreadsSeen: true, zramSwaps: 0, systemdRuns: true};
    const examined = examine(model, around, []);
    const found = [...adviceOf(model), ...examined];
    expect(process).toBeDefined();
    expect(found.map((each) => ('rule' in each ? each.rule : each.check))).toContain(
      'preload-not-loaded',
    );
    for (const {text, cure = ''} of found) {
      expect(text).not.toMatch(unsafe);
      expect(cure).not.toMatch(unsafe);
      // zsh and csh obey what stands behind #, but no command takes it for an option.
      const line = cure.startsWith('#') ? cure.replaceAll('--EVIL', '') : cure;
      expect(bare(line)).not.toMatch(obeyed);
    }
  });
});
