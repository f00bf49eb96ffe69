import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {farSideCommand} from '../../../source/host/ssh/connection/sshCommand.js';
import {openConnection} from '../../../source/host/ssh/connection/sshConnection.js';
import {createRemoteReader, type RemoteReader} from '../../../source/host/ssh/remoteReader.js';

/** Shells that a host may have as its /bin/sh, by the commands that start them. */
export const shells = ['dash', 'bash --posix --norc', 'busybox sh', 'mksh'].map((command) => ({
  command,
  present: isPresent(command.split(' ')[0] ?? ''),
}));

/** Runs the remote command as sshd does, with `sh` as the login shell. */
export function startFarSide(shell = '/bin/sh'): ChildProcess {
  const command = farSideCommand(false).replaceAll('/bin/sh', shell);
  return spawn('/bin/sh', ['-c', command], {stdio: 'pipe'});
}

/** A reader of this machine's files through the far side's program. */
export async function readThrough(
  shell?: string,
): Promise<{reader: RemoteReader; wrote: string[][]; process: ChildProcess; end(): Promise<void>}> {
  const reader = createRemoteReader();
  const wrote: string[][] = [];
  const process = startFarSide(shell);
  const connection = openConnection('there', () => process, {
    mayAsk: false,
    take(token) {
      if (token.is !== 'said' || token.words[0] !== 'wrote') return reader.take(token);
      wrote.push([...token.words]);
      return true;
    },
  });
  reader.attach(connection.send, await connection.ready);
  return {reader, wrote, process, end: connection.end};
}

/** The answer to one request: its bytes, or an errno. */
export async function readOne(
  reader: RemoteReader,
  request: Omit<Parameters<RemoteReader['read']>[0][number], 'take' | 'fail'>,
): Promise<Buffer | string> {
  let result: Buffer | string = 'no answer';
  await reader.read([
    {
      ...request,
      take(bytes) {
        result = Buffer.from(bytes);
      },
      fail(errno) {
        result = errno;
      },
    },
  ]);
  return result;
}

function isPresent(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
}
