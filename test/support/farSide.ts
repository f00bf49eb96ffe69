import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {farSideCommand} from '../../source/host/ssh/command.js';
import {createRemoteReader, type RemoteReader} from '../../source/host/ssh/remoteReader.js';
import {openLine} from '../../source/host/ssh/sshLine.js';

/** Shells that the far side may have as its /bin/sh, by how they are started. */
export const shells = ['dash', 'bash --posix --norc', 'busybox sh', 'mksh'].map((command) => ({
  command,
  present: isPresent(command.split(' ')[0] ?? ''),
}));

/** What sshd does with the command, without it: the login shell here is `sh`. */
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
  const line = openLine('there', () => process, {
    mayAsk: false,
    take(token) {
      if (token.is !== 'said' || token.words[0] !== 'wrote') return reader.take(token);
      wrote.push([...token.words]);
      return true;
    },
  });
  reader.attach(line.send, await line.ready);
  return {reader, wrote, process, end: line.end};
}

/** What became of one request: its bytes, or an errno. */
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
