const qemu = /^(?:qemu-system-.*|qemu-kvm|kvm)$/;

/**
 * Name of the virtual machine that a QEMU process runs, from its `-name` or else its `-uuid`;
 * absent: this is no QEMU, or it was given neither.
 */
export function guestName(
  command: string | undefined,
  commandLine: string | undefined,
): string | undefined {
  const separator = commandLine?.includes('\0') ? '\0' : ' ';
  const words = commandLine?.split(separator) ?? [];
  const program = words[0]?.slice(words[0].lastIndexOf('/') + 1) ?? '';
  if (!qemu.test(program) && !qemu.test(command ?? '')) {
    return undefined;
  }

  const name = nameOption(valueAfter(words, 'name') ?? '');
  return name === '' ? valueAfter(words, 'uuid') : name;
}

function valueAfter(words: readonly string[], option: string): string | undefined {
  const at = words.findIndex((word) => word === `-${option}` || word === `--${option}`);
  const value = at < 0 ? undefined : words[at + 1];
  return value === '' ? undefined : value;
}

/** `web1`, `web1,debug-threads=on`, `debug-threads=on,guest=web1`; a comma in a name is doubled. */
function nameOption(value: string): string {
  const parts = value.match(/(?:[^,]|,,)+/g) ?? [];
  const guest = parts.find((part) => part.startsWith('guest=')) ?? parts[0] ?? '';
  const name = guest.replace(/^guest=/, '').replaceAll(',,', ',');
  return /^(?:debug-threads|process)=/.test(name) ? '' : name;
}
