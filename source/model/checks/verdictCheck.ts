import {hostVerdict} from '../derive/verdict.js';
import {verdictTable} from '../derive/verdictTable.js';
import type {Model} from '../model.js';
import type {Outcome} from './outcome.js';

/** The host's verdict; what to do about a bad one, the advice says. */
export function verdict(model: Model): Outcome | undefined {
  const word = hostVerdict(model);
  const definition = verdictTable.find((entry) => entry.word === word);
  if (!model.sample.ksm || !definition) return undefined;
  const isFine = definition.tone === 'good' || definition.tone === 'neutral';
  return {
    state: isFine ? 'ok' : 'note',
    text: `The verdict on this host is "${definition.word}". ${definition.meaning}`,
  };
}
