import {describe, expect, test} from 'vitest';
import {checkTable} from '../../../source/model/checks/checkTable.js';
import {guideFor} from '../../../source/model/guide/guideFor.js';
import type {GuidePart} from '../../../source/model/guide/guideShape.js';
import type {Surroundings} from '../../../source/model/sample/surroundings.js';
import {modelOf} from '../../fixtures/model.js';
import {runtimeId} from '../../fixtures/processes/runtimeId.js';
import {processOf} from '../../fixtures/sample.js';

const trial = /^systemd-run (?:--user )?--wait -p MemoryKSM=yes true( && |$)/;

const around = (systemdVersion?: number, systemdRuns = true): Surroundings => ({
  kernelThreadsSeen: true,
  zramSwaps: 0,
  systemdRuns,
  ...(systemdVersion !== undefined && {systemdVersion}),
});

const id = runtimeId('web');
const containers = [
  'host',
  'service:mysql.service',
  'service:user@1000.service/sync.service',
  'service:user@1000.service/app-gnome-firefox-4711.scope',
  'service:run-r0123.scope',
  `docker:${id}`,
  `docker:user@1000/${id}`,
  `docker:${runtimeId('outer')}/${id}`,
  `kubernetes:${id}`,
  `containerd:${id}`,
  `podman:${id}`,
  `podman:user@1000/${id}`,
  'lxc:web',
  'lxc:101',
  'nspawn:deb1',
  'nomad:1c9e8d7f-0a1b-4c2d-8e3f-123456789abc.web',
];

const linesOf = (container: string, surroundings?: Surroundings) => {
  const [kind = '', name = ''] = container.split(':');
  const model = modelOf({processes: [processOf({container: {kind, id: container, name}})]});
  const {sections} = guideFor({model, ...(surroundings && {surroundings})}, model.containers?.[0]);
  const found = sections.filter(({heading}) => /^MemoryKSM/.test(heading));
  const isLines = (part: GuidePart) => typeof part !== 'string';
  return {found, lines: found.flatMap(({parts}) => parts.filter(isLines).flat())};
};

/** A line after which some unit has MemoryKSM=yes. */
const edits = (line: string) => /systemctl .*edit /.test(line);

describe.each(containers)('the guide for %s', (container) => {
  const isNested = /^docker:[0-9a-f]{64}\//.test(container);

  test.each([254, 255])(
    'with systemd %i tries MemoryKSM=yes before any unit gets it',
    (version) => {
      const {lines} = linesOf(container, around(version));
      for (const line of lines.filter(edits)) expect(line).toMatch(trial);
      expect(lines.some((line) => edits(line) || /-p MemoryKSM=yes/.test(line))).toBe(true);
    },
  );

  test('tries it as well where the version was not read', () => {
    for (const line of linesOf(container).lines.filter(edits)) expect(line).toMatch(trial);
  });

  test.each([256, 257])('with systemd %i sets it straight away', (version) => {
    const {lines} = linesOf(container, around(version));
    // What systemd is in the container around it is not known.
    if (!isNested) expect(lines.join('\n')).not.toMatch(/--wait/);
  });

  test('with an older systemd, or none, has no such lines', () => {
    if (isNested) return;
    for (const surroundings of [around(253), around(257, false)]) {
      const {found, lines} = linesOf(container, surroundings);
      expect(found.every(({unavailable}) => unavailable)).toBe(true);
      expect(lines).toEqual([]);
    }
  });
});

describe('doctor', () => {
  const [check] = checkTable.filter((each) => each.id === 'systemd');
  const found = (surroundings: Surroundings, release = '6.18.44') =>
    check?.find(modelOf({host: {kernelRelease: release}}), surroundings);

  test.each([254, 255])('with systemd %i has the trial for a cure', (version) => {
    expect(found(around(version))).toMatchObject({
      state: 'note',
      text: expect.stringContaining('fails to start') as never,
      cure: 'systemd-run --wait -p MemoryKSM=yes true',
    });
  });

  test('with 256 all is well, with 253 it is not available', () => {
    expect(found(around(256))).toMatchObject({state: 'ok'});
    expect(found(around(253))).toMatchObject({state: 'note', text: /\(256 does\)/ as never});
  });

  test('no advice, and no check, names it where systemd may not have it', () => {
    const container = {kind: 'lxc', id: 'lxc:web', name: 'web'};
    const model = modelOf({
      processes: [processOf({container})],
      containerLibraries: {'lxc:web': false},
    });
    const libraries = checkTable.find((each) => each.id === 'libraries');
    for (const surroundings of [around(255), around(), around(257, false)]) {
      expect(libraries?.find(model, surroundings)?.cure).not.toMatch(/MemoryKSM/);
    }
    expect(libraries?.find(model, around(257))?.cure).toMatch(/MemoryKSM=yes needs no library/);
  });
});
