import {guard} from './guard.mjs';
import {ksmDirectory} from './ksmFiles.mjs';

/** Tests take the same lock: a machine has one ksmd. */
const lockFile = '/run/ksmtop-test.lock';

/**
 * Waits until nothing else uses KSM, and runs ksmd until `release`, which restores the
 * parameters. Resolves to nothing without root or without KSM.
 */
export async function holdKsm() {
  console.error(`Waiting for the KSM of this machine (${lockFile}) …`);
  const held = await guard({
    args: [ksmDirectory, lockFile],
    prepare: `
      exec 9>>"$2" || exit
      trap - TERM; flock 9 || exit; trap '' TERM
      cd "$1" || exit
      [ -w run ] || exit
      kept=; for name in run pages_to_scan sleep_millisecs; do kept="$kept $name $(cat $name)"; done
      advisor=$(sed 's/.*\\[//;s/].*//' advisor_mode 2>/dev/null)
      [ -z "$advisor" ] || echo none >advisor_mode
      echo 5000 >pages_to_scan; echo 20 >sleep_millisecs; echo 1 >run`,
    cleanUp: `
      set -- $kept
      while [ $# -gt 0 ]; do echo "$2" >"$1"; shift 2; done
      [ -z "$advisor" ] || echo "$advisor" >advisor_mode`,
  });
  if (!held) console.error('Cannot run ksmd here: nothing is merged.');
  return held;
}
