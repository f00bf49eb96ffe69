import type {ChangedProcess} from '../../model/optIn/optInResult.js';
import type {OptInAction} from '../../model/optIn/optInTarget.js';
import {resultLines, unregisteredSentences} from '../../model/optIn/resultLines.js';
import {createOptInJson} from '../../output/optIn/optInJson.js';
import {complain} from './complain.js';
import {standardOutput} from './destination.js';
import {printLines} from './printLines.js';

/** Prints what becomes of processes. */
export type OptInReport = {
  /** Begins, before anything is changed; false: nothing reads it. */
  begin(): Promise<boolean>;
  /** Takes the next; `stop` is called when nothing can be printed anymore. */
  take(process: ChangedProcess, stop: () => void): void;
  /** Rejects with a sentence when it could not be printed. */
  end(changed: readonly ChangedProcess[]): Promise<void>;
};

export function reportText(action: OptInAction): OptInReport {
  return {
    begin: async () => true,
    take() {},
    async end(changed) {
      await printLines(resultLines(action, changed));
    },
  };
}

/** Each process is printed when it is done, so that a reader of a connection that ends knows of it. */
export function reportJson(timeMs: number, action: OptInAction): OptInReport {
  const json = createOptInJson(timeMs, action);
  const output = standardOutput();
  let isOpen = Promise.resolve(true);
  const write = (text: string) => {
    isOpen = isOpen.then((open) => open && output.write(text));
    return isOpen;
  };
  return {
    begin: () => write(json.head),
    take(process, stop) {
      write(json.next(process)).then((open) => {
        if (!open) stop();
      }, stop);
    },
    async end(changed) {
      for (const text of unregisteredSentences(changed)) complain(text);
      await write(json.end);
    },
  };
}
