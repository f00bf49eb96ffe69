import type {Sample} from '../model/sample/sample.js';

/** Why nothing can be written to this host's KSM files, whoever asked for it; absent: it can. */
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
