import {type ContainerRow, unattributedId} from '../model/derive/containers.js';
import {findContainers} from '../model/derive/findContainer.js';
import type {GuideFacts} from '../model/guide/guideFacts.js';
import {guideFor} from '../model/guide/guideFor.js';
import {advance, type Model} from '../model/model.js';
import {guideText} from '../output/guideText.js';
import {nearest} from '../text/nearest.js';
import {quoted} from '../text/quoted.js';
import {isUnicodeLocale, spellAscii} from '../text/spelling.js';
import {showUntrusted} from '../text/untrusted.js';
import type {CommandLine} from './support/command.js';
import {standardOutput} from './support/destination.js';
import {type OpenedHost, openHost} from './support/openHost.js';
import {settledSample} from './support/settledSample.js';
import {UsageError} from './support/usageError.js';

/** Prints the steps to opt in the programs of one container, or what it takes on this host. */
export async function guide(line: CommandLine): Promise<number> {
  const [word, more] = line.words;
  if (more !== undefined) throw new UsageError('guide takes one container at most.');
  const host = await openHost(line);
  try {
    const model = await modelWithLibraries(host, word);
    const facts: GuideFacts = {model, surroundings: await host.surroundings()};
    const row = word === undefined ? undefined : theOnly(model, word);
    await standardOutput().write(
      guideText(guideFor(facts, row), {
        columns: process.stdout.isTTY ? process.stdout.columns : undefined,
        spell: isUnicodeLocale(process.env) ? (row) => row : spellAscii,
      }),
    );
    return 0;
  } finally {
    await host.close();
  }
}

/** Of tens of thousands of processes, any may be the one that is asked for. */
const processesPatienceMs = 60_000;
/** A root directory may be on a disk that sleeps; the guide does without. */
const librariesPatienceMs = 2000;

/** Where libraries are is found out in the background: this waits for the ones that matter. */
async function modelWithLibraries(host: OpenedHost, word: string | undefined): Promise<Model> {
  let deadline: number | undefined;
  for (;;) {
    const sample = await settledSample(host, processesPatienceMs);
    deadline ??= performance.now() + librariesPatienceMs;
    const model = advance(undefined, sample);
    const wanted = word === undefined ? [] : findContainers(model.containers ?? [], word);
    const ids = ['host', ...wanted.map(({id}) => id)];
    const known = ids.every((id) => sample.containerLibraries[id] !== undefined);
    if (known || performance.now() > deadline) return model;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function theOnly({containers = []}: Model, word: string): ContainerRow {
  const rows = containers.filter(({id}) => id !== unattributedId);
  const found = findContainers(rows, word);
  const [row] = found;
  if (!row) throw new UsageError(unknownSentence(rows, word));
  if (found.length > 1) {
    const ids = found.map(({id}) => showUntrusted(id)).join(', ');
    throw new UsageError(`${quoted(word)} may be each of ${ids}: say which.`);
  }
  return row;
}

function unknownSentence(rows: readonly ContainerRow[], word: string): string {
  const near = nearest(
    word,
    rows.map(({name}) => name),
  ).map(showUntrusted);
  const hint =
    near.length > 0 ? `nearest to it: ${near.join(', ')}` : 'ksmtop print --format json names all';
  return `there is no container ${quoted(word)}; ${hint}.`;
}
