import {formatBytes} from '../../text/units.js';
import type {Sample} from '../sample/sample.js';
import {needText, unmergeNeed} from '../tuning/unmerge.js';
import type {Finding} from './rule.js';

/**
 * A finding whose cure unmerges everything, with the memory that this needs. Where that memory is
 * not available, or not known to be, the cure does not unmerge.
 */
export function unmergeFinding(sample: Sample, {text, ...cure}: Finding): Finding {
  const need = unmergeNeed(sample);
  const {neededBytes, leastBytes, availableBytes} = need;
  const isLacking = availableBytes !== undefined && leastBytes > availableBytes;
  if (availableBytes === undefined || (neededBytes === undefined && !isLacking)) {
    return {
      text: `${text} How much memory an unmerge needs, or how much is available, is unknown.`,
      cure: '# do not write run=2 until you know that enough memory is available',
    };
  }
  const available = `${formatBytes(availableBytes)} is available including swap`;
  if (!isLacking) {
    const sentence = `An unmerge needs ${needText(need)}; ${available}.`;
    return {text: leastBytes > 0 ? `${text} ${sentence}` : text, ...cure};
  }
  const lacking = formatBytes(leastBytes - availableBytes);
  return {
    text: `${text} An unmerge would need ${needText(need)}, but only ${available}: do not write run=2.`,
    cure: `# first make ${lacking} more memory or swap available`,
  };
}
