import {loaderPaths} from '../../kernel/loaderPaths.js';
import {countOf, listOf} from '../../text/count.js';
import {containerName} from '../containers.js';
import {flawText, isRelative} from '../preloadFlaws.js';
import type {ProcessSample} from '../sample.js';
import type {Evidence} from './evidence.js';
import type {Rule} from './rule.js';
import {inComment, isPlainWord, nameOf} from './words.js';

/** Less anonymous memory than this is not worth a line: a shell, a cron daemon. */
const leastBytes = 4 * 2 ** 20;

/** The library offers blocks larger than KSMP_MERGE_THRESHOLD, 32 KiB unless it is set. */
const lowThreshold = 4096;

/** Whether the preload came as far as it was meant to. */
export const preloadRules = {
  notLoaded: {
    id: 'preload-not-loaded',
    severity: 'warning',
    reason:
      'Whoever set LD_PRELOAD wanted merging; the loader only prints a line about a library that it cannot load.',
    judges: ({model}) => model.sample.ksm !== undefined,
    find(evidence) {
      const {requested} = evidence;
      const [example] = requested;
      if (!example) return undefined;
      const path = example.preload.requested || 'libksm_preload.so';
      return {
        text: `${whoOf(requested, evidence, 'request the preload but did not load it', 'requests the preload but did not load it')}: ${whyOf(example, evidence)}.`,
        cure: flawText(path)
          ? `grep -az ^LD_PRELOAD= /proc/${example.pid}/environ | cat -v`
          : path.startsWith('/') && isPlainWord(path)
            ? `ls -l /proc/${example.pid}/root${path}; file -L /proc/${example.pid}/exe`
            : `file -L /proc/${example.pid}/exe`,
      };
    },
    fine: 'Every preload that was asked for is loaded.',
    fineOfAll: true,
  },
  notOffered: {
    id: 'loaded-not-offered',
    severity: 'note',
    reason:
      'The library works, but all memory goes past it; below 4 MiB a process has too little to care about.',
    judges: ({tellsOffers}) => tellsOffers,
    find(evidence) {
      const large = evidence.idle.filter(
        ({anonBytes}) => anonBytes === undefined || anonBytes >= leastBytes,
      );
      if (large.length === 0) return undefined;
      return {
        text: `${whoOf(large, evidence, 'have loaded the preload but offer nothing', 'has loaded the preload but offers nothing')}: each block is under the library's threshold (32 KiB unless set), or comes from a call that it does not hook, as mmap64 and memalign.`,
        cure: `export KSMP_MERGE_THRESHOLD=${lowThreshold}  # in the environment of ${inComment(large[0]?.command)}, before it starts`,
      };
    },
    fine: 'Every loaded preload offers memory.',
    fineOfAll: true,
  },
} as const satisfies Record<string, Rule>;

/** `nginx in w01 …`, `3 processes in w01 …`, `3 containers …: w01, db2, db3`. */
function whoOf(
  processes: readonly ProcessSample[],
  {model: {sample}}: Evidence,
  manyDo: string,
  oneDoes: string,
): string {
  const containers = new Map(processes.map(({container}) => [container.id, container]));
  const names = [...containers.values()].map((each) => nameOf(containerName(sample, each)));
  if (names.length > 1) return `${names.length} containers ${manyDo} (${listOf(names)})`;
  const commands = [...new Set(processes.map(({command}) => nameOf(command)))];
  return processes.length === 1
    ? `${commands[0]} in ${names[0]} ${oneDoes}`
    : `${countOf(processes.length, 'process', 'processes')} in ${names[0]} (${listOf(commands)}) ${manyDo}`;
}

/** The reason, as far as a sample tells: the process itself was not looked at. */
function whyOf({container, preload}: ProcessSample, {model: {sample}}: Evidence): string {
  const path = preload.requested || '';
  const flaw = flawText(path);
  if (flaw) return flaw;
  if (isRelative(path)) {
    return `${nameOf(path)} is relative: the loader looks for it from the directory that the program was started in`;
  }
  const installed = sample.containerLibraries[container.id];
  const {paths} = loaderPaths(path, {});
  const isLoaded = sample.processes?.some(
    (other) => other.container.id === container.id && paths.includes(other.preload.mapped || ''),
  );
  if (isLoaded || (installed && paths.includes(installed))) {
    return 'the library is there, so the program is static or setuid, or older than the library';
  }
  if (installed) return `there, the library is ${nameOf(installed)}`;
  if (!path.includes('/')) {
    return `${nameOf(path)} has no directory, so it must be where the loader looks for libraries`;
  }
  return `${installed === false ? 'no library is installed there' : 'nothing there has loaded it'}, so perhaps ${nameOf(path)} does not exist in that root directory`;
}
