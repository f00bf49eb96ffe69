import type {Sample} from '../model/sample.js';

/** Why nothing can be written to this host's KSM files; absent: everything can. */
export function readOnlyReason(sample: Sample, asked: boolean): string | undefined {
  if (!sample.ksm) return 'this kernel has no KSM';
  if (asked) return 'as asked for';
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
