/**
 * What `/proc/loadavg` tells of the tasks of a host, processes and threads alike: how many there
 * are, and the newest id. A task that starts takes a new id, one that ends is one less: while the
 * text stays the same, nobody has come and nobody has gone. Absent when the text is no such line.
 */
export function parseTaskCensus(text: string): string | undefined {
  return /^(?:\d+\.\d+ ){3}\d+\/(\d+ \d+)\s*$/.exec(text)?.[1];
}
