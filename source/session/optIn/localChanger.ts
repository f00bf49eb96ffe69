import type {Model} from '../../model/model.js';
import type {AgreedChange, OptInChanger, OptInEnd} from '../../model/optIn/optInChanger.js';
import type {ChangedProcess} from '../../model/optIn/optInResult.js';
import {plannedProcesses} from '../../model/optIn/plannedProcesses.js';
import type {ProcessOptIn} from '../../model/optIn/processOptIn.js';
import {lookAtAll} from './changeProcesses.js';
import {currentUser, journalLines} from './journalLines.js';
import {runOptIn} from './runOptIn.js';

export type LocalChange = {
  optIn: ProcessOptIn;
  /** A model of a sample that is taken from now on. */
  nextModel: () => Promise<Model | undefined>;
  /** As for `ownFamily`. */
  ownPids: readonly number[];
};

/** Changes processes of this machine. */
export function createLocalChanger({optIn, nextModel, ownPids}: LocalChange): OptInChanger {
  async function change(
    {choice, action, candidates}: AgreedChange,
    isStopped: () => boolean,
    onResult: ((process: ChangedProcess) => void) | undefined,
  ): Promise<OptInEnd> {
    const changed = await runOptIn({
      optIn,
      candidates,
      isStopped,
      ...(onResult && {onResult}),
      async planAgain() {
        const again = await nextModel();
        return again ? plannedProcesses(again, choice, action, ownPids) : [];
      },
    });
    if (action === 'out') optIn.forgetEnded(choice.containerIds);
    for (const line of journalLines(changed, action, currentUser())) optIn.journal(line);
    return {changed};
  }

  return {
    look: (model, choice, action) => ({
      result: lookAtAll(optIn, plannedProcesses(model, choice, action, ownPids)),
      stop() {},
    }),
    change(agreed, onResult) {
      let isStopped = false;
      return {
        result: change(agreed, () => isStopped, onResult),
        stop() {
          isStopped = true;
        },
      };
    },
  };
}
