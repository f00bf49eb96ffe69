import {flawOf} from '../../kernel/process/loader/preloadEntry.js';
import {countOf, listOf} from '../../text/count.js';
import {shellLine} from '../../text/shell.js';
import {showUntrusted} from '../../text/untrusted.js';
import {containerName} from '../derive/containers.js';
import {flawCure} from '../diagnosis/preloadFlaws.js';
import type {ProcessSample} from '../sample/sample.js';
import type {Evidence} from './evidence.js';
import type {Rule, Subject} from './rule.js';
import {inComment, nameOf} from './words.js';

/** Processes with less anonymous memory (a shell, a cron daemon) are not reported. */
const minBytes = 4 * 2 ** 20;

/** The library offers blocks larger than KSMP_MERGE_THRESHOLD, 32 KiB unless it is set. */
const suggestedThresholdBytes = 4096;

/** Whether requested preload libraries are loaded, and offer memory. */
export const preloadRules = {
  notLoaded: {
    id: 'preload-not-loaded',
    severity: 'warning',
    reason:
      'The library was requested but has no effect: the loader only prints a line about a library that it cannot load. The process page (Enter) and ksmtop doctor say why.',
    canJudge: ({model}) => model.sample.ksm !== undefined,
    find(evidence) {
      const {requested} = evidence;
      const [example] = requested;
      if (!example) return undefined;
      const path = example.preload.requested || '';
      const named = path === '' ? '' : ` (${showUntrusted(path)})`;
      const {pid} = example;
      const flaw = flawOf(path);
      const file = isFileName(path) ? shellLine`ls -l /proc/${pid}/root${path}; ` : undefined;
      return {
        text: `${subjectText(requested, evidence, 'ask for the preload library but have not loaded it', 'asks for the preload library but has not loaded it')}${named}.`,
        cure: flaw ? `# ${flawCure(flaw)}` : `${file ?? ''}file -L /proc/${pid}/exe`,
        subject: subjectOf(example),
      };
    },
    fine: 'Every requested preload library is loaded.',
    fineNeedsAll: 'processes',
  },
  notOffered: {
    id: 'loaded-not-offered',
    severity: 'note',
    reason:
      'The library is loaded, but all allocations bypass it. Processes below 4 MiB are too small to matter.',
    canJudge: ({offersKnown}) => offersKnown,
    find(evidence) {
      const large = evidence.idle.filter(
        ({anonBytes}) => anonBytes === undefined || anonBytes >= minBytes,
      );
      const [example] = large;
      if (!example) return undefined;
      return {
        text: `${subjectText(large, evidence, 'have loaded the preload library but offer nothing', 'has loaded the preload library but offers nothing')}: every block is below the library's threshold (32 KiB unless set) or comes from a call that it does not hook, such as mmap64 or memalign.`,
        cure: `export KSMP_MERGE_THRESHOLD=${suggestedThresholdBytes}  # in the environment of ${inComment(example.command)}, before it starts`,
        subject: subjectOf(example),
      };
    },
    fine: 'Every process of 4 MiB or more with the preload library loaded offers memory.',
    fineNeedsAll: 'processes',
  },
} as const satisfies Record<string, Rule>;

/** Whether the loader opens a file of exactly this name: it expands variables. */
function isFileName(entry: string): boolean {
  return entry.startsWith('/') && !entry.includes('$');
}

function subjectOf({container, pid, startTicks}: ProcessSample): Subject {
  return {containerId: container.id, process: {pid, startTicks}};
}

/** Who does it, and what: `nginx in w01 …`, `3 processes in w01 …`, `3 containers …: w01, db2, db3`. */
function subjectText(
  processes: readonly ProcessSample[],
  {model: {sample}}: Evidence,
  plural: string,
  singular: string,
): string {
  const containers = new Map(processes.map(({container}) => [container.id, container]));
  const names = [...containers.values()].map((each) => nameOf(containerName(sample, each)));
  if (names.length > 1) return `${names.length} containers ${plural} (${listOf(names)})`;
  const commands = [...new Set(processes.map(({command}) => nameOf(command)))];
  return processes.length === 1
    ? `${commands[0]} in ${names[0]} ${singular}`
    : `${countOf(processes.length, 'process', 'processes')} in ${names[0]} (${listOf(commands)}) ${plural}`;
}
