import {progressVariable} from '../../../model/progressLines.js';
import {scriptWord} from '../../../text/shell.js';
import {callerVariable} from './callerPid.js';

/** Any login shell runs this; what it reads is for a POSIX shell. Messages of sudo are in English. */
export function farCommand(sudo: boolean): string {
  return `exec ${sudo ? 'env LC_ALL=C sudo -n ' : ''}/bin/sh -c 'read -r script && eval "$script"'`;
}

/**
 * Runs ksmtop with these words. A program started in the background ignores SIGINT, so SIGTERM ends
 * it.
 * @param callerPid There, of a shell of the connection that this program samples over.
 */
export function farScript(words: readonly string[], callerPid: number | undefined): string {
  const caller = callerPid === undefined ? '' : `${callerVariable}=${callerPid} `;
  return [
    'PATH=$PATH:/usr/local/bin',
    'command -v ksmtop >/dev/null 2>&1 || exit 127',
    'exec 3<&0',
    `${progressVariable}=1 ${caller}ksmtop ${words.map(scriptWord).join(' ')} </dev/null 3<&- & pid=$!`,
    '{ cat <&3; kill "$pid"; } >/dev/null 2>&1 & watch=$!',
    // Once it has ended, another process may get its pid.
    'wait "$pid"; status=$?; kill "$watch"; exit "$status"',
  ].join('; ');
}

const longestWords = 100_000;

/** Whether they can be handed over: a script is one line, and a command line has limits. */
export function fitThere(words: readonly string[]): boolean {
  return words.join(' ').length <= longestWords && !words.some((word) => /[\n\0]/.test(word));
}
