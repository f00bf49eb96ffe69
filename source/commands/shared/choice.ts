import {findContainers} from '../../model/derive/findContainer.js';
import type {Model} from '../../model/model.js';
import {containerNotFound} from './containerNotFound.js';

/** What the words of a command name: containers and processes. */
export type Choice = {containerIds: string[]; pids: number[]};

/** Throws a sentence for a word that names nothing. */
export function choiceOf({containers = [], sample}: Model, words: readonly string[]): Choice {
  const choice: Choice = {containerIds: [], pids: []};
  for (const word of words) {
    const found = findContainers(containers, word);
    const pid = sample.processes?.find((process) => String(process.pid) === word)?.pid;
    if (found.length > 0) choice.containerIds.push(...found.map(({id}) => id));
    else if (pid !== undefined) choice.pids.push(pid);
    else throw containerNotFound(containers, word, 'container or process ');
  }
  return choice;
}
