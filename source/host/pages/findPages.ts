import {
  type AddressRange,
  answersFor,
  PAGEMAP_SCAN,
  parseRanges,
  scanArgument,
  scannedUntil,
} from '../../kernel/process/memory/pagemapScan.js';
import type {SystemCalls} from '../systemCalls/systemCalls.js';

/**
 * Finds the pages of a region whose page table would take too long to read, and calls back for each
 * range of them. Returns `false` where the kernel cannot do it: before 6.7.
 */
export type FindPages = (
  descriptor: number,
  region: AddressRange,
  visit: (range: AddressRange) => void,
) => boolean;

const rangesAtOnce = 1024;

export function createFindPages(systemCalls: SystemCalls): FindPages {
  const answers = answersFor(rangesAtOnce);
  return (descriptor, region, visit) => {
    for (let {start} = region; start < region.end; ) {
      const argument = scanArgument({...region, start}, answers, systemCalls.addressOf(answers));
      const count = systemCalls.call('ioctl', descriptor, PAGEMAP_SCAN, argument);
      // It fails at the first call or not at all.
      if (count < 0) return false;
      for (const range of parseRanges(answers, count)) visit(range);
      start = scannedUntil(argument);
    }
    return true;
  };
}
