import {findContainers} from '../../model/derive/findContainer.js';
import {findProcess} from '../../model/derive/processes.js';
import type {Model} from '../../model/model.js';
import {containerNotFound} from './containerNotFound.js';

/** What the words of a command name: containers and processes. */
export type Choice = {containerIds: string[]; pids: number[]};

/** A process that may have ended: pid and start time in clock ticks since boot, as `4711@123456`. */
const named = /^(\d+)@(\d+)$/;

/**
 * Throws a sentence for a word that names nothing. A process that is named with its start time counts
 * only while that process runs.
 */
export function choiceOf({containers = [], sample}: Model, words: readonly string[]): Choice {
  const choice: Choice = {containerIds: [], pids: []};
  for (const word of words) {
    const [, namedPid, startTicks] = named.exec(word) ?? [];
    if (namedPid !== undefined) {
      const name = {pid: Number(namedPid), startTicks: Number(startTicks)};
      if (findProcess(sample, name)) choice.pids.push(name.pid);
      continue;
    }
    const found = findContainers(containers, word);
    const pid = sample.processes?.find((process) => String(process.pid) === word)?.pid;
    if (found.length > 0) choice.containerIds.push(...found.map(({id}) => id));
    else if (pid !== undefined) choice.pids.push(pid);
    else throw containerNotFound(containers, word, 'container or process ');
  }
  return choice;
}

/** The same; throws when all that is named has ended: nothing chosen would mean everything. */
export function choiceAlive(model: Model, words: readonly string[]): Choice {
  const choice = choiceOf(model, words);
  const isEmpty = choice.containerIds.length + choice.pids.length === 0;
  if (words.length > 0 && isEmpty) throw new Error('The chosen processes have ended.');
  return choice;
}
