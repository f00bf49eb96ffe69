import type {Exchange} from './protocol/exchange.js';

const patienceMs = 300;
const shortPatienceMs = 100;
/** Where more than one process works on the answer, and it is not seen which of them waits. */
const middlePatienceMs = 1500;
const longPatienceMs = 5000;

/** How long a read may take, beside the way there and back; `expected`: others are stuck already. */
export function patienceFor({current, inFiles}: Exchange, expected: boolean): number {
  if (current?.asks.some(({patient}) => patient)) return longPatienceMs;
  if (!inFiles) return middlePatienceMs;
  return expected ? shortPatienceMs : patienceMs;
}
