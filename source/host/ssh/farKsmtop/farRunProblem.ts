import {showUntrusted} from '../../../text/untrusted.js';
import {explainEnd} from '../connection/connectionEnd.js';

const longestReason = 300;

/** What is wrong with a run: a sentence without its beginning; `notStarted`: it did nothing. */
export type FarRunProblem = {problem?: string; notStarted?: true};

/** What a run has printed, and with which status its connection ended; null: by a signal. */
export type FarRunEnd = {status: number | null; errors: string; hasOutput: boolean};

/** Exit codes of ksmtop: 0, 1 (something was refused; or there is no output, only a reason), 2 usage. */
export function farRunProblem(
  destination: string,
  {status, errors, hasOutput}: FarRunEnd,
): FarRunProblem {
  const name = showUntrusted(destination);
  const reason = reasonIn(errors);
  if (status === 0 || (status === 1 && hasOutput)) return {};
  if (status === null) return {problem: 'ssh could not be started, or was killed.'};
  if (status === 127) {
    return {
      problem: `${name} has no ksmtop, and only a program there can do this. Install its package, or copy the executable to /usr/local/bin/ksmtop there.`,
      notStarted: true,
    };
  }
  if (status === 2) {
    const said = reason === '' ? '' : ` (it says: ${reason})`;
    return {
      problem: `the ksmtop on ${name} is too old, or otherwise of another version than this one${said}. Update it.`,
      notStarted: true,
    };
  }
  if (status === 1 && reason !== '') return {problem: reason};
  const output = {errors, printed: '', isReady: false, mayAsk: false};
  return {problem: explainEnd(destination, output).sentence};
}

/** The last line of its errors. */
function reasonIn(errors: string): string {
  const last = errors.trim().split('\n').at(-1) ?? '';
  return showUntrusted(last.replace(/^ksmtop: /, '').slice(0, longestReason));
}
