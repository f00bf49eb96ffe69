import {progressLine, progressVariable} from '../../model/progressLines.js';

/** Shows how far a command is. */
export type ShowProgress = (text: string, progress: object) => void;

const erase = '\r\u001b[K';

/** One line on a terminal; or lines for the ksmtop that runs this one over ssh. */
export function createProgressLine(): {show: ShowProgress; clear: () => void} {
  const {stderr, stdout, env} = process;
  if (env[progressVariable]) {
    return {show: (_, progress) => stdout.write(progressLine(progress)), clear() {}};
  }
  return {
    show(text) {
      if (stderr.isTTY) stderr.write(`${erase}${text}`);
    },
    clear() {
      if (stderr.isTTY) stderr.write(erase);
    },
  };
}
