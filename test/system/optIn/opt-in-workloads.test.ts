import {describe, test} from 'vitest';
import {missing} from '../../support/requirements.js';
import {cases, isSoak} from '../../support/soak.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {native} from '../harness/native/compile.js';
import {withServer, workloads} from '../harness/servers/workloads.js';
import {printSoaked, printUnmerged} from '../harness/soak/report.js';
import {soakSize, unmergeRepeats} from '../harness/soak/size.js';
import {soakTarget} from '../harness/soak/soakTarget.js';
import {hazardNames, hazardTarget, serverTarget} from '../harness/soak/targets.js';
import {unmergeTimes} from '../harness/soak/unmergeTimes.js';

const needs = ['root', 'ksm', 'gcc', 'libc'] as const;
const timeout = cases(60_000, 6 * 3_600_000);
const kernel = 'this kernel';

describe.skipIf(missing('opting in servers under load', ...needs))('a server under load', () => {
  for (const kind of workloads) {
    const {name, soakOnly = false} = kind;
    const skipped = (soakOnly && !isSoak) || missing(`opting in ${name} under load`, ...kind.needs);
    test.skipIf(skipped)(
      `${name} answers every request while it is opted in and out`,
      {timeout},
      () =>
        withServer(kind, async (workload) => {
          const soaked = await soakTarget(name, serverTarget(workload), native, soakSize.server);
          if (isSoak) printSoaked(kernel, soaked);
        }),
    );
  }
});

describe.skipIf(!isSoak || missing('the soak of opt-ins', ...needs))('the soak of opt-ins', () => {
  test.each(hazardNames)('%s', {timeout}, async (name) => {
    const target = await hazardTarget(native, name);
    try {
      printSoaked(kernel, await soakTarget(name, target, native, soakSize.hazard));
    } finally {
      await target.running.stop();
    }
  });

  test('what is merged', {timeout: timeout + ksmLockTimeoutMs}, async () => {
    await using ksm = await holdKsm();
    await ksm.scanFast();
    printUnmerged(kernel, await unmergeTimes(native, unmergeRepeats));
  });
});
