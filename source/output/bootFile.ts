import type {BootFileChange} from '../model/tuning/bootText.js';
import {showUntrusted} from '../text/untrusted.js';

/** What becomes of a file that the host reads at its start, for a person to agree to. */
export function bootFileText({path, before, after, warnings}: BootFileChange): string {
  const notes = warnings.map((warning) => `${showUntrusted(warning)}\n`).join('');
  if (after === undefined) return `${path} is removed.\n${notes}`;
  const verb = before === undefined ? 'is written' : 'becomes';
  const lines = Buffer.from(after, 'latin1').toString().split('\n').map(indented);
  return `${path} ${verb}:\n\n${lines.join('\n')}\n${notes}`;
}

/** Of a script that others wrote: nothing in it may hide a line of it, or steer the terminal. */
function indented(line: string): string {
  return line === '' ? '' : `    ${line.split('\t').map(showUntrusted).join('\t')}`;
}
