import {isStopped} from '../../../model/derive/ksmd/paceWindow.js';
import type {Model} from '../../../model/model.js';
import {isOver} from '../../../model/trial/followTrial.js';
import {trialProgress} from '../../../model/trial/trialText.js';

/** What a trial waits for, for the status line; absent: there is none under way. */
export function trialStatus({trial, sample}: Model): string | undefined {
  if (!trial || isOver(trial)) return undefined;
  return `trial: ${trialProgress(trial, isStopped(sample))}`;
}
