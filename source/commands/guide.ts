import {advance} from '../model/advance.js';
import {type ContainerRow, unattributedId} from '../model/derive/containers.js';
import {findContainers} from '../model/derive/findContainer.js';
import {guideFor} from '../model/guide/guideFor.js';
import type {GuideFacts} from '../model/guide/guideSubject.js';
import type {Model} from '../model/model.js';
import {guideText} from '../output/guideText.js';
import {quoted} from '../text/quoted.js';
import {spellingFor} from '../text/spelling.js';
import {showUntrusted} from '../text/untrusted.js';
import type {CommandLine} from './options/command.js';
import {containerNotFound} from './options/containerNotFound.js';
import {UsageError} from './options/usageError.js';
import {standardOutput} from './printing/destination.js';
import {type OpenedHost, openHost} from './sampling/openHost.js';
import {processesTimeoutMs, settledSample} from './sampling/settledSample.js';

/** Prints the steps to opt in the programs of one container, or of the host. */
export async function guide(line: CommandLine): Promise<number> {
  const [word, more] = line.words;
  if (more !== undefined) throw new UsageError('guide takes at most one container.');
  const host = await openHost(line);
  try {
    const model = await modelWithLibraries(host, word);
    const facts: GuideFacts = {model, surroundings: await host.surroundings()};
    const row = word === undefined ? undefined : onlyMatch(model, word);
    await standardOutput().write(
      guideText(guideFor(facts, row), {
        columns: process.stdout.isTTY ? process.stdout.columns : undefined,
        spell: spellingFor(process.env),
      }),
    );
    return 0;
  } finally {
    await host.close();
  }
}

/** A container's root directory may be on a sleeping disk; the guide works without it. */
const librariesTimeoutMs = 2000;

/** Waits for the library locations of the host and the wanted containers, read in the background. */
async function modelWithLibraries(host: OpenedHost, word: string | undefined): Promise<Model> {
  let deadline: number | undefined;
  for (;;) {
    const sample = await settledSample(host, processesTimeoutMs);
    deadline ??= performance.now() + librariesTimeoutMs;
    const model = advance(undefined, sample);
    const wanted = word === undefined ? [] : findContainers(model.containers ?? [], word);
    const ids = ['host', ...wanted.map(({id}) => id)];
    const known = ids.every((id) => sample.containerLibraries[id] !== undefined);
    if (known || performance.now() > deadline) return model;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function onlyMatch({containers = []}: Model, word: string): ContainerRow {
  const rows = containers.filter(({id}) => id !== unattributedId);
  const found = findContainers(rows, word);
  const [row] = found;
  if (!row) throw containerNotFound(rows, word);
  if (found.length > 1) {
    const ids = found.map(({id}) => showUntrusted(id)).join(', ');
    throw new Error(`${quoted(word)} is ambiguous: ${ids}; name one of these ids.`);
  }
  return row;
}
