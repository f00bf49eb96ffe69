/** What `MemoryKSM=` says in the text of a systemd unit or drop-in; absent: nothing. */
export function parseMemoryKsm(text: string): boolean | undefined {
  const value = [...text.matchAll(/^\s*MemoryKSM\s*=\s*(\S*)\s*$/gm)].at(-1)?.[1];
  return value === undefined ? undefined : /^(?:1|yes|y|true|t|on)$/i.test(value);
}
