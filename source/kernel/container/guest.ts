/** Programs that run virtual machines, by name, and how their options name the guest. */
const monitors: ReadonlyArray<{program: RegExp; kind: GuestKind; name?: (words: Words) => Name}> = [
  {
    program: /^(?:qemu|qemu-system-.*|qemu-kvm|kvm|kvm-spice)$/,
    kind: 'qemu',
    name: (words) => nameOption(valueAfter(words, 'name') ?? '') ?? valueAfter(words, 'uuid'),
  },
  // The kernel keeps 15 bytes of a program's name.
  {program: /^cloud-hyperviso(?:r(?:-static)?)?$/, kind: 'cloud-hypervisor'},
  {program: /^firecracker$/, kind: 'firecracker', name: (words) => valueAfter(words, 'id')},
];

/** Kind of a virtual machine: the program that runs it. */
export type GuestKind = 'qemu' | 'cloud-hypervisor' | 'firecracker';

/** Kinds of containers that are virtual machines; Kata runs its containers in one. */
export const guestKinds = ['qemu', 'cloud-hypervisor', 'firecracker', 'kata'] as const;

type Words = readonly string[];
type Name = string | undefined;

/**
 * The virtual machine that a process runs, with its name from the command line (absent: none was
 * given); absent: the process runs none.
 */
export function findGuest(
  command: string | undefined,
  commandLine: string | undefined,
): {kind: GuestKind; name?: string} | undefined {
  const separator = commandLine?.includes('\0') ? '\0' : ' ';
  const words = commandLine?.split(separator) ?? [];
  const program = words[0]?.slice(words[0].lastIndexOf('/') + 1) ?? '';
  const monitor = monitors.find(
    (each) => each.program.test(program) || each.program.test(command ?? ''),
  );
  if (monitor === undefined) return undefined;
  const name = monitor.name?.(words);
  return {kind: monitor.kind, ...(name !== undefined && {name})};
}

function valueAfter(words: Words, option: string): Name {
  const spellings = [`-${option}`, `--${option}`];
  const at = words.findIndex((word) => spellings.includes(word));
  const value = at < 0 ? undefined : words[at + 1];
  return value === '' ? undefined : value;
}

/** The name in `web1`, `web1,debug-threads=on` or `debug-threads=on,guest=web1`, with `,,` for `,`. */
function nameOption(value: string): Name {
  const parts = value.match(/(?:[^,]|,,)+/g) ?? [];
  const guest = parts.find((part) => part.startsWith('guest=')) ?? parts[0] ?? '';
  const name = guest.replace(/^guest=/, '').replaceAll(',,', ',');
  return name === '' || /^(?:debug-threads|process)=/.test(name) ? undefined : name;
}
