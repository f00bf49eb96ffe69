import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {quoted} from '../../../support/program.js';
import {guard} from '../guard.js';

/**
 * The real ksmtuned as a rival: several times a second it starts ksmd, with more pages than before.
 * Its settings are for a machine that is full; without them it would stop ksmd, as no QEMU runs.
 */
export const startKsmtuned = async (): Promise<AsyncDisposable> => {
  const directory = await mkdtemp(join(tmpdir(), 'ksmtop-ksmtuned-'));
  const pidFile = quoted(join(directory, 'pid'));
  const settings = `PIDFILE=${pidFile} KSM_MONITOR_INTERVAL=0.3 KSM_THRES_COEF=200 KSM_NPAGES_MAX=100000`;
  const guarded = await guard({
    what: 'ksmtuned',
    // Its loop is a child that stays behind.
    prepare: `PATH=$PATH:/usr/sbin ${settings} ksmtuned </dev/null >/dev/null 2>&1`,
    cleanUp: `kill "$(cat ${pidFile})" && while kill -0 "$(cat ${pidFile})" 2>/dev/null; do sleep 0.05; done; rm ${pidFile}`,
  });
  return {
    async [Symbol.asyncDispose]() {
      await guarded.release();
      await rm(directory, {recursive: true});
    },
  };
};
