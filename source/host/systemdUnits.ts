import {parseMemoryKsm} from '../kernel/systemdUnit.js';
import type {Reader} from './reader.js';

/** Where systemd keeps units, those that overrule the others last. */
const unitDirectories = [
  '/usr/lib/systemd/system',
  '/run/systemd/system',
  '/etc/systemd/system',
  '/run/systemd/transient',
  '/etc/systemd/system.control',
  '/run/systemd/system.control',
];

/**
 * Whether the unit that a process belongs to asks for `MemoryKSM=yes`, by its files and drop-ins;
 * absent when it says nothing of it, or the process belongs to no service.
 */
export async function readUnitMemoryKsm(
  reader: Reader,
  root: string,
  cgroup: string | undefined,
): Promise<boolean | undefined> {
  const unit = cgroup?.match(/\/([^/\n]+\.service)(?:\/|$)/m)?.[1];
  if (unit === undefined) return undefined;
  const files = unitDirectories.map((directory) => `${directory}/${unit}`);
  for (const directory of unitDirectories) {
    const dropIns = await reader.list(`${directory}/${unit}.d`, root).catch((): string[] => []);
    files.push(...[...dropIns].sort().map((name) => `${directory}/${unit}.d/${name}`));
  }
  let answer: boolean | undefined;
  await reader.read(
    files.map((path) => ({
      path,
      root,
      waitsFor: {name: `root of ${root}`, from: 'open' as const},
      take(bytes: Buffer) {
        answer = parseMemoryKsm(bytes.toString()) ?? answer;
      },
    })),
  );
  return answer;
}
