import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createLocalHost, type LocalHost} from '../../../source/host/local/localHost.js';
import {advance} from '../../../source/model/advance.js';
import type {Model} from '../../../source/model/model.js';
import {findManagers} from '../../../source/model/tuning/managers.js';
import {missing} from '../../support/requirements.js';
import {until} from '../../support/until.js';
import {guard} from '../harness/guard.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {runKsmtop} from '../harness/ksmtop.js';

const pidFile = '/run/ksmtop-test-ksmtuned.pid';

/** The real one, every second, on a host that it takes for short of memory. */
const startKsmtuned = () =>
  guard({
    what: 'ksmtuned',
    prepare: `PIDFILE=${pidFile} KSM_MONITOR_INTERVAL=1 KSM_THRES_COEF=200 ksmtuned`,
    cleanUp: `pid=$(cat ${pidFile}) && rm ${pidFile} && kill $pid && while [ -e /proc/$pid ]; do sleep 0.05; done`,
  });

describe.skipIf(missing('another manager of KSM', 'ksm', 'ksmtuned'))('ksmtuned as a rival', () => {
  let ksm: HeldKsm;
  let host: LocalHost;
  let model: Model | undefined;
  beforeAll(async () => {
    ksm = await holdKsm();
    host = createLocalHost();
  }, ksmLockTimeoutMs);
  afterAll(async () => {
    await host?.close();
    await ksm?.restore();
  });

  const watchUntil = (what: string, seen: (now: Model) => boolean) =>
    until(
      () => `${what}; at last ${JSON.stringify(model?.parameterChanges)}`,
      async () => {
        model = advance(model, await host.sample());
        return seen(model);
      },
    );

  test('is noticed by the values that it writes, and named', async () => {
    await watchUntil('the processes', ({sample}) => !sample.processesPending);
    const rival = await startKsmtuned();
    try {
      const running = ({sample}: Model) => findManagers(sample.processes ?? []).length > 0;
      await watchUntil('ksmtuned among the processes', running);
      await host.write('pages_to_scan', '4321');
      await watchUntil('both changes', ({parameterChanges}) =>
        ['us', 'other'].every((by) => parameterChanges.some((change) => change.by === by)),
      );
      await watchUntil('ours overruled', ({parameterChanges}) =>
        parameterChanges.some(({from, by}) => from === '4321' && by === 'other'),
      );
      const foreign = model?.parameterChanges.find(({from}) => from === '4321');
      expect(foreign).toMatchObject({name: 'pages_to_scan', suspects: ['ksmtuned']});

      const persist = await runKsmtop(['persist', '--dry-run']);
      expect(persist.stderr).toContain('ksmtuned would override this');
      expect(persist.stderr).toContain('systemctl disable --now ksmtuned');
      const set = await runKsmtop(['set', 'smart_scan=0']);
      expect(set).toMatchObject({code: 0});
      expect(set.stderr).toContain('ksmtuned runs: every minute it sets');
    } finally {
      await rival.release();
    }
  });
});
