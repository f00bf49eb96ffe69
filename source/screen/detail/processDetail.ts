import type {Model} from '../../model/model.js';
import {formatBytes, formatSignedBytes} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import type {Span} from '../draw/line.js';
import {commandOf, type ListedProcess} from '../views/processColumns.js';
import {type Detail, wrapped} from './detailPane.js';

const mostCommandLines = 5;

/** A process at length: how far its opt-in got, its whole command line, its figures. */
export function processDetail({attribution}: Model, row: ListedProcess, width: number): Detail {
  const {process, user, preload, optIn, trend, memoryBytes, offeredBytes, mergedBytes} = row;
  const inside = process.innerPid === undefined ? '' : `, ${process.innerPid} inside`;
  const command = wrapped(commandOf(process), width, 'plain');
  const way = attribution.borrowers.has(process) ? "uses its parent's memory" : `opt-in: ${optIn}`;
  return {
    title: `${process.pid}${inside}  ${showUntrusted(process.command)}, user ${user}`,
    lines: [
      [['bold', preload], `  ${way}`],
      [],
      ...command.slice(0, mostCommandLines),
      [],
      fact('memory', `${formatBytes(memoryBytes)} anonymous, ${formatBytes(offeredBytes)} offered`),
      fact('merged', formatBytes(mergedBytes)),
      fact('saved', formatBytes(row.savedBytes)),
      fact('profit', `${formatSignedBytes(row.profitBytes)}, its share minus its metadata`),
      [],
      [['dim', 'Enter says why it merges or not, and shows its memory.']],
    ],
    trend,
  };
}

function fact(what: string, value: string): Span[] {
  return [['dim', what.padEnd(8)], value];
}
