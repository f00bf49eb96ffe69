import type {ParameterChange} from './parameterChanges.js';

/** What changed a parameter: `ksmtop`, `probably ksmtuned`, `another program`. */
export function authorText({by, suspects = []}: ParameterChange): string {
  if (by === 'us') return 'ksmtop';
  if (by === 'kernel') return "the kernel's advisor";
  return suspects.length > 0 ? `probably ${suspects.join(' or ')}` : 'another program';
}
