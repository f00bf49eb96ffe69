import type {LocalHost} from '../host/local.js';

/** Closes a host; the program can end afterwards, whatever the kernel still owes an answer. */
export async function leave(host: LocalHost): Promise<void> {
  await host.close();
  if (host.pendingWrites > 0) {
    process.stderr.write(
      'ksmtop: waiting for ksmd to finish its batch and take the last change.\n',
    );
  }
  // A thread in a read that hangs would be waited for without end; only a signal ends it.
  if (host.hungReads > 0 && host.pendingWrites === 0) process.kill(process.pid, 'SIGKILL');
}
