import {exit} from 'node:process';
import type {NativeName} from '../../../system/harness/native/compile.js';
import {workloads} from '../../../system/harness/servers/workloads.js';
import {type SoakSize, soakTarget} from '../../../system/harness/soak/soakTarget.js';
import {hazardTarget, serverTarget} from '../../../system/harness/soak/targets.js';
import {unmergeTimes} from '../../../system/harness/soak/unmergeTimes.js';
import {preparedIn} from './places.js';

/** Runs in a machine that has only what it needs: one task, of which it prints the result as JSON. */
const native = async (name: NativeName) => `/bin/${name}`;

async function soak(name: string, size: string) {
  const kind = workloads.find((each) => each.name === name);
  const target = kind
    ? serverTarget(await kind.start(preparedIn(kind)))
    : await hazardTarget(native, name);
  try {
    return await soakTarget(name, target, native, JSON.parse(size) as SoakSize);
  } finally {
    await target.running.stop();
  }
}

const tasks: Readonly<Record<string, (...words: string[]) => Promise<unknown>>> = {
  soak: (name = '', size = '{}') => soak(name, size),
  unmerge: (repeats) => unmergeTimes(native, Number(repeats)),
};

const [, , task = '', ...words] = process.argv;
console.log(JSON.stringify(await tasks[task]?.(...words)));
// Connections of clients are still open.
exit();
