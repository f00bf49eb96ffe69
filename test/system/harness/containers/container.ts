import {randomBytes} from 'node:crypto';
import {until} from '../../../support/until.js';
import {familyOf} from '../ksmd/process-files.js';
import {hasStarted, idleCommand, outputOf, type Startup} from '../roots/rootfs.js';

export type ContainerOptions = Partial<Startup> & {
  name: string;
};

export type Container = {
  name: string;
  /** Its id in the runtime, or else its name. */
  id: string;
  /** Its first process, as the host numbers it. */
  initPid: number;
  /** The process of its command; often the first, below some runtimes the child of it. */
  commandPid: number;
  /** Its root directory, as the host sees it. */
  root: string;
  /** The first process and all that it started. */
  pids(): Promise<number[]>;
  /** What its command wrote. */
  output(): Promise<string>;
  waitForOutput(pattern: RegExp): Promise<string>;
  /** Ends it, and takes away all that it left: processes, cgroups, mounts, files. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Names must not meet those of other tests that run on the machine at the same time. */
export const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(3).toString('hex')}`;

/** An identifier as Docker, Podman and containerd make them. */
export const randomId = (): string => randomBytes(32).toString('hex');

export const startup = ({command = idleCommand, env = {}}: ContainerOptions): Startup => ({
  command,
  env,
});

type Started = Pick<Container, 'name' | 'id' | 'initPid' | 'root' | 'stop'> & {
  commandPid?: number;
};

/** A container whose process has become the command of `/start`. */
export const container = async ({commandPid, ...of}: Started): Promise<Container> => {
  const pid = commandPid ?? of.initPid;
  await until(`the command of ${of.name}`, () => hasStarted(of.root, pid));
  return withMethods({...of, commandPid: pid}, () => outputOf(of.root));
};

/** The rest of a container, from what its runtime knows. */
export const withMethods = (
  of: Omit<Container, 'pids' | 'output' | 'waitForOutput' | typeof Symbol.asyncDispose>,
  output: () => Promise<string>,
): Container => ({
  ...of,
  pids: () => familyOf(of.initPid),
  output,
  waitForOutput: (pattern) =>
    until(`${pattern} in the output of ${of.name}`, async () => {
      const text = await output();
      return pattern.test(text) && text;
    }),
  [Symbol.asyncDispose]: of.stop,
});
