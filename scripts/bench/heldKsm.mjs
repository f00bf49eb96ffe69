import {spawn} from 'node:child_process';
import {once} from 'node:events';

const directory = '/sys/kernel/mm/ksm';
/** The tests of this machine hold it too: there is but one ksmd. */
const lockFile = '/run/ksmtop-test.lock';

/**
 * Waits until nobody else works with KSM, and lets ksmd run until `release`. A shell of its own
 * puts the parameters back, however this program ends. Resolves to nothing where that cannot be:
 * without root, without KSM.
 */
export async function holdKsm() {
  const script = `
    trap '' INT TERM HUP PIPE
    cd ${directory} || exit
    [ -w run ] || exit
    kept=; for name in run pages_to_scan sleep_millisecs; do kept="$kept $name $(cat $name)"; done
    advisor=$(sed 's/.*\\[//;s/].*//' advisor_mode 2>/dev/null)
    [ -z "$advisor" ] || echo none >advisor_mode
    echo 5000 >pages_to_scan; echo 20 >sleep_millisecs; echo 1 >run
    echo ready
    cat >/dev/null
    set -- $kept
    while [ $# -gt 0 ]; do echo "$2" >"$1"; shift 2; done
    [ -z "$advisor" ] || echo "$advisor" >advisor_mode
  `;
  const shell = spawn('flock', [lockFile, 'sh', '-c', script], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(shell, 'close');
  console.error(`Waiting for the KSM of this machine (${lockFile}) …`);
  await Promise.race([once(shell.stdout, 'data'), ended]);
  if (shell.exitCode !== null) {
    console.error('ksmd cannot be run here: nothing is merged.');
    return undefined;
  }
  return {
    async release() {
      shell.stdin.end();
      await ended;
    },
  };
}
