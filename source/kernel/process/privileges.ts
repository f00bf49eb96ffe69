/** Privileges that let the reader of `/proc` see other processes; capabilities(7). */
export type Privileges = {
  /** Effective user 0. */
  root: boolean;
  /** CAP_SYS_PTRACE: maps, environ and smaps of all processes. */
  ptrace: boolean;
  /** CAP_DAC_READ_SEARCH or CAP_DAC_OVERRIDE: files that only their owner may read (ksm_stat). */
  readSearch: boolean;
};

const bit = {dacOverride: 1n, dacReadSearch: 2n, sysPtrace: 19n} as const;

/** Parses the reader's own `/proc/self/status`; absent: the text lacks `Uid` or `CapEff`. */
export function parsePrivileges(text: string): Privileges | undefined {
  const userId = /^Uid:\t\d+\t(\d+)/m.exec(text)?.[1];
  const effective = /^CapEff:\t([\da-f]{1,16})$/m.exec(text)?.[1];
  if (userId === undefined || effective === undefined) return undefined;
  const set = BigInt(`0x${effective}`);
  const has = (number: bigint) => ((set >> number) & 1n) === 1n;
  return {
    root: userId === '0',
    ptrace: has(bit.sysPtrace),
    readSearch: has(bit.dacReadSearch) || has(bit.dacOverride),
  };
}
