import type {Reader} from '../../../source/host/io/reader.js';
import {createLocalReader} from '../../../source/host/local/localReader.js';
import {createSampler} from '../../../source/host/sampling/sampler.js';
import {advance} from '../../../source/model/advance.js';
import type {Model} from '../../../source/model/model.js';

/*
 * Takes samples of this host as the live screen does, one for each line of its input, and writes
 * for each a line of JSON: the time it took, and the files that were read.
 */

const local = createLocalReader();
let files: string[] = [];
const reader: Reader = {
  ...local,
  read(requests) {
    for (const {kind, root, path} of requests) {
      if (kind !== 'link' && root === undefined) files.push(path);
    }
    return local.read(requests);
  },
};
const sampler = createSampler(reader, {procfs: '/proc', sysfs: '/sys'}, {hostRoot: '/'});
let model: Model | undefined;

async function sample(): Promise<string> {
  files = [];
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const taken = await sampler.sample();
  const wallMs = performance.now() - startMs;
  const {user, system} = process.cpuUsage(cpu);
  model = advance(model, taken);
  const modelMs = performance.now() - startMs - wallMs;
  const pending = taken.processesPending ?? (taken.processes ? 0 : 1);
  const processes = taken.processes?.length ?? 0;
  const cpuMs = (user + system) / 1000;
  return JSON.stringify({wallMs, cpuMs, modelMs, pending, processes, files});
}

process.stdin.on('data', () => {
  void sample().then((line) => process.stdout.write(`${line}\n`));
});
process.stdin.on('end', () => {
  sampler.stop();
  local.close();
});
