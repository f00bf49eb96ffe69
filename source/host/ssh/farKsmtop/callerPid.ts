/**
 * Says to the ksmtop of a host that another host's ksmtop has started it, and also samples that
 * host: the PID, there, of a shell of that connection.
 */
export const callerVariable = 'KSMTOP_CALLER_PID';

/** Absent: no other ksmtop has started this one, or it does not sample this host now. */
export function callerPid(environment: NodeJS.ProcessEnv = process.env): number | undefined {
  const text = environment[callerVariable] ?? '';
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}
