import {formatBytes} from '../../text/units.js';
import type {Sample} from '../sample/sample.js';
import {unmergeNeed} from '../tuning/unmerge.js';
import type {Finding} from './rule.js';

/**
 * A finding whose cure unmerges everything: it says what that needs, and where the memory is not
 * there, or not known to be, it does not unmerge.
 */
export function unmerging(sample: Sample, {text, cure}: Finding): Finding {
  const {neededBytes, availableBytes} = unmergeNeed(sample);
  if (neededBytes === undefined || availableBytes === undefined) {
    return {
      text: `${text} How much memory an unmerge needs, or is available, is not known.`,
      cure: '# do not write run=2 before you know that there is memory for it',
    };
  }
  const need = `${formatBytes(neededBytes)}, and ${formatBytes(availableBytes)} are available with swap`;
  if (neededBytes <= availableBytes) {
    return {text: neededBytes > 0 ? `${text} An unmerge needs ${need}.` : text, cure};
  }
  const lacking = formatBytes(neededBytes - availableBytes);
  return {
    text: `${text} An unmerge would need ${need}: do not write run=2.`,
    cure: `# make ${lacking} more memory or swap available first`,
  };
}
