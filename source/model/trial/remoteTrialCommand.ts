import {shellWord} from '../../text/shell.js';
import type {RemoteHost} from '../sample/sample.js';

/** The command, for a shell here, that runs a trial on another host over ssh. */
export function remoteTrialCommand(
  {name, options = ''}: RemoteHost,
  containers: readonly string[],
): string {
  const words = containers.map((word) => shellWord(word) ?? '…');
  const sudo = options.split(' ').includes('--sudo') ? 'sudo ' : '';
  const there = shellWord(`${sudo}ksmtop trial ${words.join(' ')}`) ?? '…';
  return `ssh -t ${shellWord(name) ?? '…'} ${there}`;
}
