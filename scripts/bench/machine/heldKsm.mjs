import {guard} from './guard.mjs';
import {ksmDirectory} from './ksmFiles.mjs';

/** Tests take the same lock: a machine has one ksmd. */
const lockFile = '/run/ksmtop-test.lock';

const running = {pages_to_scan: 5000, sleep_millisecs: 20, run: 1};

/**
 * Waits until nothing else uses KSM, and sets these values, in this order, until `release`, which
 * restores the parameters. Resolves to nothing without root or without KSM.
 *
 * @param {Readonly<Record<string, number>>} values
 */
export async function holdKsm(values = running) {
  console.error(`Waiting for the KSM of this machine (${lockFile}) …`);
  const held = await guard({
    args: [ksmDirectory, lockFile, ...Object.entries(values).flat().map(String)],
    prepare: `
      exec 9>>"$2" || exit
      trap - TERM; flock 9 || exit; trap '' TERM
      cd "$1" || exit
      [ -w run ] || exit
      shift 2
      advisor=$(sed 's/.*\\[//;s/].*//' advisor_mode 2>/dev/null)
      [ -z "$advisor" ] || echo none >advisor_mode
      kept=
      while [ $# -gt 0 ]; do
        [ ! -e "$1" ] || { kept="$kept $1 $(cat "$1")"; echo "$2" >"$1"; }
        shift 2
      done`,
    cleanUp: `
      set -- $kept
      while [ $# -gt 0 ]; do echo "$2" >"$1"; shift 2; done
      [ -z "$advisor" ] || echo "$advisor" >advisor_mode`,
  });
  if (!held) console.error('Cannot run ksmd here: nothing is merged.');
  return held;
}
