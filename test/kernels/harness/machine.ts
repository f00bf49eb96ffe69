import {existsSync, readFileSync} from 'node:fs';
import {commandWords, type Program, program} from '../../support/program.js';
import {Terminal} from '../../support/pty.js';

export type MachineOptions = {
  /** Path of the kernel's image. */
  kernel: string;
  /** Path of the root file system. */
  initramfs: string;
  columns: number;
  rows: number;
  memoryMib?: number;
  /** NUMA nodes: each has a processor, and its part of the memory. */
  nodes?: 1 | 2;
  /** Two processors, which are those of this host where it can lend them. */
  fast?: true;
};

/** A processor may be emulated, and the real one busy. */
const bootMs = 240_000;
const prompt = /guest> $/m;

/** A machine with a kernel of its own; its serial line is the terminal at which a person sits. */
export class Machine {
  /** Resolves when its shell waits for a command. */
  static async boot(options: MachineOptions): Promise<Machine> {
    const {columns, rows} = options;
    const terminal = Terminal.start({...buffered(qemu(options)), columns, rows});
    try {
      await terminal.waitFor(prompt, {what: 'a shell of the booted machine', timeoutMs: bootMs});
    } catch (error) {
      await terminal.close();
      throw error;
    }
    return new Machine(terminal);
  }

  readonly terminal: Terminal;
  #commands = 0;

  private constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  /** Types a command at the shell, waits for its end, and gives what it printed on the screen. */
  async run(command: string, {timeoutMs = 60_000} = {}): Promise<string> {
    const {terminal} = this;
    const number = ++this.#commands;
    // The typed line itself has other marks than those that it prints.
    await terminal.press(`clear; echo '@'${number}; ${command}; echo '@'${number} $?`, 'enter');
    const whole = new RegExp(`^@${number}\\n([\\s\\S]*?)^@${number} (\\d+)\\nguest> $`, 'm');
    await terminal.waitFor(whole, {what: command, timeoutMs});
    const [, output = '', status] = whole.exec(terminal.text().join('\n')) ?? [];
    if (status !== '0') throw new Error(`${command}: exit code ${status}\n${output}`);
    return output;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.terminal.close();
  }
}

/** QEMU drops output that its serial line has no room for: a pipe has more room than a terminal. */
const buffered = (of: Program): Program =>
  program('bash', '-c', 'exec "$@" > >(exec cat)', 'bash', ...commandWords(of));

/** Its memory is not offered to the KSM of this host. */
const qemu = ({kernel, initramfs, memoryMib = 1024, nodes = 1, fast}: MachineOptions) =>
  program(
    'qemu-system-x86_64',
    ...(nodes === 1 ? oneNode : [...manyNodes(nodes, memoryMib / nodes)]),
    ...(fast && lendsProcessors() ? ownProcessor : emulatedProcessor),
    ...['-smp', String(fast ? 2 : nodes), '-m', String(memoryMib)],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-chardev', 'stdio,id=line,signal=off', '-serial', 'chardev:line'],
    ...['-kernel', kernel, '-initrd', initramfs, '-append', parameters],
  );

/** As old as a processor may be: SSE 4.2, no AVX. No /dev/kvm is needed. */
const emulatedProcessor = ['-accel', 'tcg,thread=multi', '-cpu', 'Nehalem'] as const;
const ownProcessor = ['-accel', 'kvm', '-cpu', 'host'] as const;

/** A /dev/kvm that does without the processor's help runs only kernels that were made for it. */
export const lendsProcessors = (): boolean =>
  existsSync('/dev/kvm') && /^flags.* (?:vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'latin1'));

/** Without firmware, PCI and ACPI it boots in two seconds. */
const oneNode = [
  '-machine',
  'microvm,pit=on,pic=on,rtc=on,isa-serial=on,acpi=off,mem-merge=off',
] as const;

const manyNodes = (nodes: number, mib: number): string[] => [
  ...['-machine', 'pc,mem-merge=off'],
  ...Array.from({length: nodes}, (_, node) => [
    ...['-object', `memory-backend-ram,id=memory${node},size=${mib}M,merge=off`],
    ...['-numa', `node,nodeid=${node},cpus=${node},memdev=memory${node}`],
  ]).flat(),
];

const parameters = 'console=ttyS0 quiet panic=-1 reboot=t mitigations=off random.trust_cpu=on';
