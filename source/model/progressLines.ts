import {amountOf, type JsonObject, wholeOf} from '../text/untrustedJson.js';
import type {EstimateProgress} from './estimate/savingsEstimate.js';
import type {MapProgress} from './map/sharingMap.js';

/** Set for a ksmtop that another one runs over ssh: it then prints how far it is, line by line. */
export const progressVariable = 'KSMTOP_PROGRESS';

const lineStart = 'progress ';
/** Of a line that is not complete yet. */
const mostCharacters = 65_536;

export function progressLine(progress: object): string {
  return `${lineStart}${JSON.stringify(progress)}\n`;
}

/**
 * Finds these lines in what a ksmtop prints, as it comes. `take` throws for what is invalid, which is
 * skipped: the work continues.
 */
export function createProgressReader(take: (progress: JsonObject) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, mostCharacters);
    for (const line of lines) {
      if (!line.startsWith(lineStart)) continue;
      try {
        take(JSON.parse(line.slice(lineStart.length)));
      } catch {
        // The next line may be valid.
      }
    }
  };
}

/** How far an estimate is, by another ksmtop. Throws when that is not what it says. */
export function estimateProgressOf(said: JsonObject): EstimateProgress {
  const isSecond = said['stage'] === 'second reading';
  return {
    stage: isSecond ? 'second reading' : 'first reading',
    processesDone: wholeOf(said['processesDone']),
    processesTotal: wholeOf(said['processesTotal']),
    bytesDone: amountOf(said['bytesDone']),
    bytesTotal: amountOf(said['bytesTotal']),
    bytesRead: amountOf(said['bytesRead']),
    secondReadingShare: Math.min(1, amountOf(said['secondReadingShare'])),
  };
}

/** How far a map is; the same. */
export function mapProgressOf(said: JsonObject): MapProgress {
  return {
    processesDone: wholeOf(said['processesDone']),
    processesTotal: wholeOf(said['processesTotal']),
  };
}
