import type {BootFileChange} from '../model/tuning/bootText.js';
import {showUntrusted} from '../text/untrusted.js';

/** A change to a file that the host reads at boot, for a person to read; `agreed`: it will be made. */
export function bootFileText(
  {path, before, after, warnings}: BootFileChange,
  agreed = false,
): string {
  const notes = warnings.map((warning) => `${showUntrusted(warning)}\n`).join('');
  const mood = agreed ? 'will' : 'would';
  if (after === undefined) return `${path} ${mood} be removed.\n${notes}`;
  const verb = before === undefined ? `${mood} be created` : `${mood} become`;
  const lines = Buffer.from(after, 'latin1').toString().split('\n').map(indented);
  return `${path} ${verb}:\n\n${lines.join('\n')}\n${notes}`;
}

/** Escaped: a script that others wrote may neither hide one of its lines nor control the terminal. */
function indented(line: string): string {
  return line === '' ? '' : `    ${line.split('\t').map(showUntrusted).join('\t')}`;
}
