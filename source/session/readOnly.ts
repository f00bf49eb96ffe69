import type {Sample} from '../model/sample/sample.js';

/** Why this host's KSM files cannot be written, or are not to be (`asked`); absent: they can. */
export function readOnlyReason(sample: Sample, asked: string | undefined): string | undefined {
  if (!sample.ksm) return 'this kernel has no KSM';
  if (asked) return asked;
  switch (sample.writeRefusal) {
    case undefined:
      return undefined;
    case 'EACCES':
    case 'EPERM':
      return 'not root';
    case 'EROFS':
      return '/sys is mounted read-only';
    default:
      return sample.writeRefusal;
  }
}
