import {spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {adviceOf} from '../../../source/model/advice/advice.js';
import {checkTable} from '../../../source/model/checks/checkTable.js';
import type {Model} from '../../../source/model/model.js';
import type {Surroundings} from '../../../source/model/sample/surroundings.js';
import {managers} from '../../../source/model/tuning/managers.js';
import {judgedHosts} from '../../fixtures/judgedHosts.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf} from '../../fixtures/sample.js';
import {writesOf} from '../../fixtures/writesOf.js';
import {type Program, program, shellLine} from '../../support/program.js';
import {cleanEnv} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {ksmtopProgram} from '../harness/ksmtop.js';
import {withFiles} from '../harness/view.js';

const around: Surroundings = {kernelThreadsSeen: true, zramSwaps: 0, systemdRuns: true};
const surroundings: readonly Surroundings[] = [
  {...around, systemdVersion: 252},
  {...around, systemdVersion: 254, kernelThreadsSeen: false},
  {...around, memoryDirectory: ['uksm']},
  {...around, memoryDirectory: []},
  {...around, memoryDirectory: [], kernelConfig: {file: '/proc/config.gz', ksm: true}},
  {...around, refusals: {memoryDirectory: 'EACCES', kernelThreads: 'EIO'}},
];
const hidden = processOf({
  readable: false,
  refusal: {file: 'maps', errno: 'EACCES'},
  preload: {},
});
const notLoaded = processOf({
  pid: process.pid,
  preload: {mapped: false, requested: '/etc/passwd'},
});
const idle = processOf({preload: {mapped: '/usr/lib64/libksm_preload.so'}});
const user = {reader: {root: false, ptrace: false, readSearch: false}};
const withoutKsmd = {ksmd: undefined} as object;
const models: readonly Model[] = [
  modelOf(),
  modelOf({ksm: false}),
  modelOf({writeRefusal: 'EROFS'}),
  modelOf({writeRefusal: 'EACCES', processes: [hidden, notLoaded, idle], host: user}),
  modelOf({processes: [notLoaded]}),
  modelOf({processes: [idle]}),
  modelOf(withoutKsmd),
  modelOf({...withoutKsmd, processesPending: 3}),
  modelOf({ksm: {run: 1}}, {ksm: {run: 0}}),
];

/** Every different cure of the checks, the rules, and the programs that manage KSM. */
function allCures(): readonly string[] {
  const checked = models.flatMap((model) =>
    surroundings.flatMap((facts) => checkTable.map(({find}) => find(model, facts)?.cure)),
  );
  const advised = [...models, ...[...judgedHosts()].map(([, model]) => model)].flatMap((model) =>
    adviceOf(model).map(({cure}) => cure),
  );
  const managed = managers.map(({cure}) => cure);
  return [...new Set([...checked, ...advised, ...managed])].filter((cure) => cure !== undefined);
}

const plain = (of: Program): Program => of;
type Treatment = {
  cure: RegExp;
  /** What it is run in; this host when absent. */
  view?: (of: Program) => Program;
  /** Statuses that are no failure; 0 when absent. */
  codes?: readonly number[];
  /** It is not run here: why, or where. */
  otherwise?: string;
};

const treatments: readonly Treatment[] = [
  {cure: /^grep \. /, view: withFiles('/sys/kernel/mm', 'mkdir uksm; echo 1 >uksm/run')},
  {cure: /^mount -t sysfs /, view: withFiles('/sys', ':')},
  {cure: /^grep " \/sys"/},
  // Kernels that are well have no such line.
  {cure: /^dmesg /, codes: [0, 1]},
  {cure: /^grep -s CONFIG_KSM=/},
  {cure: /^ps -eo /},
  {cure: new RegExp(`^ls -l /proc/${process.pid}/.*file -L `)},
  {cure: /^export KSMP_MERGE_THRESHOLD=/},
  // Exits with 1 on warnings.
  {cure: /^(sudo )?ksmtop doctor/, codes: [0, 1]},
  {cure: /^ksmtop guide$/},
  {cure: /^test .* fallocate /, otherwise: 'run on a file system of its own'},
  {cure: /^systemd-run /, otherwise: 'run in nspawn, as a line of the guide'},
  {cure: /^systemctl edit NAME/, otherwise: 'run in nspawn, as a line of the guide'},
  {
    cure: /^systemctl (disable --now|stop) /,
    otherwise: 'run in nspawn, each with a unit of that name',
  },
  {cure: /^(kubectl|tuned-adm) /, otherwise: 'needs what is not here'},
];

/** Comments say in words what to do; cures that write parameters are run on the real ksmd. */
const commands = allCures().filter((cure) => !cure.startsWith('#') && writesOf(cure).size === 0);

test('a shell can read every cure', () => {
  for (const cure of allCures()) {
    const {status, stderr} = spawnSync('sh', ['-n', '-c', cure]);
    expect({status, stderr: stderr.toString()}, cure).toEqual({status: 0, stderr: ''});
  }
});

test('every cure has a treatment here, and every treatment a cure', () => {
  const treatmentOf = (cure: string) => treatments.find((each) => each.cure.test(cure));
  expect(commands.filter((cure) => treatmentOf(cure) === undefined)).toEqual([]);
  const unused = treatments.filter((each) => !commands.some((cure) => treatmentOf(cure) === each));
  expect(unused).toEqual([]);
});

describe.skipIf(missing('cures that only look', 'root', 'ksm', 'file'))(
  'a cure that only looks',
  () => {
    const itself = shellLine(ksmtopProgram());
    const names = `ksmtop() { ${itself} "$@"; }; sudo() { "$@"; }`;
    const looking = commands.flatMap((cure) => {
      const found = treatments.find((each) => each.cure.test(cure));
      return found === undefined || found.otherwise !== undefined ? [] : [[cure, found] as const];
    });

    test.each(looking)('%s', async (cure, {view = plain, codes = [0]}) => {
      const shell = program('/bin/sh', '-c', `${names}\n${cure}`);
      const {code, stderr} = await run(view(shell), {env: cleanEnv});
      expect(codes, stderr).toContain(code);
      expect(stderr).toBe('');
    });
  },
);
