import {planBootFiles, writeBootFile} from '../host/local/bootFiles.js';
import {valuesToKeep} from '../model/tuning/bootText.js';
import type {Values} from '../model/tuning/checkValue.js';
import {findManagers, overrideText} from '../model/tuning/managers.js';
import {bootFileText} from '../output/bootFile.js';
import type {CommandLine} from './options/command.js';
import {UsageError} from './options/usageError.js';
import {complain} from './printing/complain.js';
import {standardOutput} from './printing/destination.js';
import {confirmed} from './running/confirm.js';
import {openHost} from './sampling/openHost.js';
import {settledSample} from './sampling/settledSample.js';

/** Keeps the current parameters across reboots, or removes what does so. */
export async function persist(line: CommandLine): Promise<number> {
  const {remove, dryRun, yes} = line.options;
  if (line.hosts.length > 0) {
    throw new UsageError('persist works on this machine only; run it on that host.');
  }
  const values = remove ? undefined : await currentValues(line);
  const changes = await planBootFiles('/', values);
  const agreed = yes === true && !dryRun;
  const isRead = await standardOutput().write(
    changes.length > 0
      ? changes.map((change) => bootFileText(change, agreed)).join('\n')
      : nothingText(remove === true),
  );
  if (dryRun || changes.length === 0) return 0;
  if (!isRead) {
    complain('nothing was written, because nothing reads the output.');
    return 1;
  }
  if (!yes && !(await confirmed('Write this?'))) {
    complain('nothing was written.');
    return 1;
  }
  for (const change of changes) await writeBootFile(change);
  return 0;
}

async function currentValues(line: CommandLine): Promise<Values> {
  const host = await openHost(line);
  try {
    const sample = await settledSample(host);
    if (!sample.ksm) throw new Error('this kernel has no KSM: there is nothing to keep.');
    for (const manager of findManagers(sample.processes ?? [])) complain(overrideText(manager));
    return valuesToKeep(sample);
  } finally {
    await host.close();
  }
}

function nothingText(remove: boolean): string {
  return remove ? 'Nothing to remove.\n' : 'Nothing to change.\n';
}
