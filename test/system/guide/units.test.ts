import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {writeTree} from '../../fixtures/tree.js';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun, run} from '../../support/run.js';
import {until} from '../../support/until.js';
import {uniqueName} from '../harness/containers/container.js';
import {inside, type NspawnContainer, startNspawn} from '../harness/containers/nspawn.js';
import {boundDirectories} from '../harness/roots/systemdRoot.js';

/* The units of contrib/systemd, under the systemd of this machine in a container. */

const units = join(import.meta.dirname, '../../../contrib/systemd');
const estimate = 'ksmtop-estimate.service';
const metrics = 'ksmtop-metrics.service';
const parameters = 'ksmtop-parameters.service';
const textfiles = '/var/lib/prometheus/node-exporter';
const ksm = '/sys/kernel/mm/ksm';

describe.skipIf(missing('checks of the units', 'systemdAnalyze'))('systemd-analyze', () => {
  test.each([metrics, estimate, parameters])('finds %s well confined', async (unit) => {
    const rated = await run(
      program('systemd-analyze', 'security', '--offline=true', '--threshold=25', join(units, unit)),
    );
    expect(rated.code, rated.stdout).toBe(0);
    expect(rated.stdout).toMatch(/Overall exposure level for .*: [0-2]\.\d/);
  });

  test.each(readdirSync(units))('has nothing to say about %s', async (unit) => {
    const directory = mkdtempSync(join(tmpdir(), 'ksmtop-units-'));
    try {
      for (const name of readdirSync(units)) {
        // ksmtop itself is not installed where this is tested.
        const text = readFileSync(join(units, name), 'utf8');
        writeFileSync(join(directory, name), text.replace('/usr/bin/ksmtop', '/bin/true'));
      }
      const verified = await run(
        program('systemd-analyze', 'verify', '--man=no', join(directory, unit)),
      );
      expect(verified).toMatchObject({code: 0, stdout: '', stderr: ''});
    } finally {
      rmSync(directory, {recursive: true});
    }
  });
});

describe.skipIf(missing('units under a real systemd', 'nspawn', 'dbus', 'ksm'))(
  'under a real systemd',
  {timeout: 120_000},
  () => {
    test('the metrics are kept, the parameters set, or the refusal reported', async () => {
      await using machine = await startNspawn({
        name: uniqueName('units'),
        command: ['sleep', '3600'],
        service: 'idle.service',
      });
      install(machine);
      const systemctl = (line: string) => run(inside(machine, `systemctl ${line}`));
      expect(await systemctl('daemon-reload')).toMatchObject({code: 0});

      // As many digits as before: a file, unlike the kernel, keeps what is not overwritten.
      await setTo(machine, 'run=1 pages_to_scan=2000 sleep_millisecs=50');
      // A container may not write there: this is left to the host.
      expect(await systemctl(`start ${parameters}`)).toMatchObject({code: 0});
      expect(await systemctl(`is-active ${parameters}`)).toMatchObject({stdout: 'inactive\n'});
      const value = describeKsm(machine.root);
      await mustRun(inside(machine, `mount --bind ${describedKsm} ${ksm}`));

      expect(await systemctl(`start ${metrics}`)).toMatchObject({code: 0});
      const file = join(machine.root, textfiles, 'ksmtop.prom');
      const written = await until(
        `metrics; ${await mustRun(inside(machine, `systemctl status ${metrics} || true`))}`,
        () => readFileSync(file, 'utf8'),
      );
      expect(written).toMatch(/^ksm_pages_to_scan \d+$/m);
      const valueIn = (name: string) => new RegExp(`^${name} (\\d+)$`, 'm').exec(written)?.[1];
      expect(Number(valueIn('ksm_processes'))).toBeGreaterThan(2);
      expect(valueIn('ksm_processes_readable')).toBe(valueIn('ksm_processes'));
      expect(await systemctl(`is-active ${metrics}`)).toMatchObject({stdout: 'active\n'});

      const estimating = await systemctl(`start ${estimate}`);
      expect(estimating.code, complaintsIn(machine)).toBe(0);
      const estimated = readFileSync(join(machine.root, textfiles, 'ksmtop-estimate.prom'), 'utf8');
      expect(estimated).toMatch(/^ksm_estimate_left_out_processes \d+$/m);
      expect(estimated).toMatch(/^ksm_estimate_frames_seen 1$/m);
      expect(estimated).toMatch(/^ksm_estimate_memory_bytes [1-9]\d+$/m);

      const setting = await systemctl(`start ${parameters}`);
      expect(setting.code, complaintsIn(machine)).toBe(0);
      expect([value('pages_to_scan'), value('sleep_millisecs')]).toEqual(['2000', '50']);

      await setTo(machine, 'pages_to_scan=0');
      const refused = await systemctl(`restart ${parameters}`);
      expect(refused.code).not.toBe(0);
      expect(await systemctl(`show --property ExecMainStatus ${parameters}`)).toMatchObject({
        stdout: 'ExecMainStatus=2\n',
      });
      expect(complaintsIn(machine)).toMatch(/pages_to_scan=0 makes no sense/);
      expect(value('pages_to_scan')).toBe('2000');
    });
  },
);

const complaints = '/complaints';
const describedKsm = '/described-ksm';

const complaintsIn = ({root}: NspawnContainer): string =>
  readFileSync(join(root, complaints), 'utf8');

/** Puts files of KSM there that a container may write. Returns how to read one. */
function describeKsm(root: string): (name: string) => string {
  using tree = writeTree(kernel6_18.files);
  const directory = join(root, describedKsm);
  cpSync(join(tree.sysfs, 'kernel/mm/ksm'), directory, {recursive: true});
  return (name) => readFileSync(join(directory, name), 'utf8').trim();
}

/** As a package does. ksmtop is where this project is, which the units must not hide. */
function install({root}: NspawnContainer): void {
  mkdirSync(join(root, textfiles), {recursive: true});
  mkdirSync(join(root, 'usr/bin'), {recursive: true});
  symlinkSync('/bin/ksmtop', join(root, 'usr/bin/ksmtop'));
  for (const unit of [metrics, estimate, parameters]) {
    const path = join(root, 'etc/systemd/system', unit);
    copyFileSync(join(units, unit), path);
    mkdirSync(`${path}.d`);
    const seen = boundDirectories().map((directory) => `BindReadOnlyPaths=${directory}\n`);
    writeFileSync(
      join(`${path}.d`, 'project.conf'),
      `[Service]\nProtectHome=tmpfs\nStandardError=append:${complaints}\n${seen.join('')}`,
    );
  }
}

async function setTo({root}: NspawnContainer, values: string): Promise<void> {
  const path = join(root, 'etc/default/ksmtop');
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, `PARAMETERS=${values}\n`);
}
