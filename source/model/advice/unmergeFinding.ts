import {formatBytes} from '../../text/units.js';
import type {Sample} from '../sample/sample.js';
import {unmergeNeed} from '../tuning/unmerge.js';
import type {Finding} from './rule.js';

/**
 * A finding whose cure unmerges everything, with the memory that this needs. Where that memory is
 * not available, or not known to be, the cure does not unmerge.
 */
export function unmergeFinding(sample: Sample, {text, ...cure}: Finding): Finding {
  const {neededBytes, availableBytes} = unmergeNeed(sample);
  if (neededBytes === undefined || availableBytes === undefined) {
    return {
      text: `${text} How much memory an unmerge needs, or how much is available, is unknown.`,
      cure: '# do not write run=2 until you know that enough memory is available',
    };
  }
  const needed = formatBytes(neededBytes);
  const available = `${formatBytes(availableBytes)} is available including swap`;
  if (neededBytes <= availableBytes) {
    const need = `An unmerge needs ${needed}; ${available}.`;
    return {text: neededBytes > 0 ? `${text} ${need}` : text, ...cure};
  }
  const lacking = formatBytes(neededBytes - availableBytes);
  return {
    text: `${text} An unmerge would need ${needed}, but only ${available}: do not write run=2.`,
    cure: `# first make ${lacking} more memory or swap available`,
  };
}
