import {shellWord} from '../../text/shell.js';
import type {RemoteHost} from '../sample/sample.js';

/** The command that makes a trial on another host, for a shell here. */
export function trialThere(
  {name, options = ''}: RemoteHost,
  containers: readonly string[],
): string {
  const words = containers.map((word) => shellWord(word) ?? '…');
  const sudo = options.split(' ').includes('--sudo') ? 'sudo ' : '';
  const there = shellWord(`${sudo}ksmtop trial ${words.join(' ')}`) ?? '…';
  return `ssh -t ${shellWord(name) ?? '…'} ${there}`;
}
