import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {adviceOf} from '../source/model/advice/advice.js';
import {headlineOf} from '../source/model/advice/situation.js';
import {deriveProcess} from '../source/model/derive/processes.js';
import {diagnose} from '../source/model/diagnosis/diagnosis.js';
import {condense} from '../source/model/diagnosis/memoryRegions.js';
import type {Model} from '../source/model/model.js';
import {trendNames} from '../source/model/sample/history.js';
import type {Inspection} from '../source/model/sample/inspection.js';
import type {ProcessSample, Sample} from '../source/model/sample/sample.js';
import {createRecordedHost} from '../source/recording/files/recordedHost.js';
import {openRecording} from '../source/recording/files/recordingReader.js';
import {NewerRecording} from '../source/recording/format.js';
import {appendToMember, emptyMember, endMember, memberHeader} from '../source/recording/gzip.js';
import {createTimeline} from '../source/recording/timeline.js';
import {paintRow, placeColumns} from '../source/screen/draw/list/columns.js';
import {createTheme} from '../source/screen/draw/theme.js';
import {summary} from '../source/screen/frame/lower/summary.js';
import {chartLines} from '../source/screen/frame/upper/chart.js';
import {ksmdLine, savedLine} from '../source/screen/frame/upper/header.js';
import {titleLine} from '../source/screen/frame/upper/title.js';
import {trendLine} from '../source/screen/frame/upper/trends.js';
import {containerColumns} from '../source/screen/views/containerColumns.js';
import {processColumns} from '../source/screen/views/processColumns.js';
import {processFacts, regionRows} from '../source/screen/views/processFacts.js';
import {busyHost} from './fixtures/busyHost.js';
import {sampleOfHost} from './fixtures/hostSample.js';
import {inspectionOf} from './fixtures/inspection.js';
import {kernels} from './fixtures/kernels/kernels.js';
import {type Pick, random} from './fixtures/random.js';
import {recordingOf} from './support/recordings.js';
import {cases} from './support/soak.js';

const recordings = cases(2000, 10_000);
const rounds = 10;
const theme = createTheme('none', true);
const width = 132;

let directory = '';
let originals: readonly string[] = [];
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-mutated-'));
  const hosts = await Promise.all(Object.keys(kernels).map(sampleOfHost));
  originals = [
    ...hosts.map((first) => recordingOf(threeSeconds(first), {inspect: last(first)}).toString()),
    recordingOf(busyHost({processes: 8, containers: 3, seconds: 70})).toString(),
  ];
});
afterAll(() => rmSync(directory, {recursive: true}));

/** Inspects the process that is drawn. */
function last({processes = []}: Sample): () => readonly Inspection[] {
  return () => processes.slice(-1).map((process) => condense(inspectionOf(process)));
}

function threeSeconds(first: Sample): Sample[] {
  return [0, 1, 2].map((second) => ({
    ...first,
    timeMs: first.timeMs + second * 1000,
    monotonicMs: first.monotonicMs + second * 1000,
    ...(first.ksmd && {ksmd: {...first.ksmd, cpuTicks: first.ksmd.cpuTicks + second * 9}}),
  }));
}

const possible = ['0', '1', '7', '4096', '1e6', '1e12', '9007199254740993', '18446744073709551615'];
const impossible = [
  ...['-1', '1e999', '-1e999', '1e308', '0.5', '9'.repeat(25), 'null', 'true', '""', '[]', '{}'],
  ...['"\\u001b[2J"', '"\\u009b31m"'],
];
const texts = ['\\u001b[31m', '\\u202e', '\\u0000', '\u001b]0;x\u0007', '\\ud800', 'EACCES', ''];
const names = ['__proto__', 'pid', 'x', '0'];

/** Changes some values, names, lines or bytes of a recording. */
function mutate(text: string, pick: Pick): string {
  let mutated = text;
  for (let change = pick(3); change >= 0; change--) mutated = changeOnce(mutated, pick);
  return mutated;
}

function changeOnce(text: string, pick: Pick): string {
  const lines = text.split('\n');
  const at = pick(lines.length);
  const rarity = 1 + pick(pick(4) === 0 ? 10 : 4000);
  const change = (pattern: RegExp, choices: readonly string[]) =>
    text.replace(pattern, (found) => {
      if (pick(rarity) > 0) return found;
      const choice = choices[pick(choices.length)] ?? '';
      return choices === texts ? found + choice : choice;
    });
  switch (pick(11)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return change(/(?<=":)-?\d[\d.]*/g, possible);
    case 4:
    case 5:
      return change(/(?<=":")[^"]*/g, texts);
    case 6:
      return change(/(?<=":)(?:-?\d[\d.]*|"[^"]*"|true|false)/g, impossible);
    case 7:
      return change(/(?<=[{,]")\w+(?=":)/g, names);
    case 8:
      return lines.toSpliced(at, pick(3), ...lines.slice(pick(lines.length), at)).join('\n');
    case 9:
      return text.slice(0, pick(text.length));
    default: {
      const bytes = Buffer.from(text, 'latin1');
      for (let byte = pick(6); byte >= 0; byte--) bytes[pick(bytes.length)] = pick(256);
      return bytes.toString('latin1');
    }
  }
}

/** The bytes of a file: plain, compressed, or compressed and damaged after that. */
function fileOf(text: string, pick: Pick): Buffer {
  const plain = Buffer.from(text, 'latin1');
  const kind = pick(8);
  if (kind > 2) return plain;
  const half = pick(plain.length);
  const pieces = [plain.subarray(0, half), plain.subarray(half)].flatMap((piece) => {
    const {bytes, member} = appendToMember(emptyMember, piece);
    return [memberHeader, bytes, endMember(member)];
  });
  const file = Buffer.concat(pieces);
  if (kind > 0) return file;
  for (let byte = pick(4); byte >= 0; byte--) file[pick(file.length)] = pick(256);
  return file.subarray(0, pick(file.length + 1));
}

type Replayed = {model: Model; inspection?: Inspection};

/** Models that a replay of the file would show; none where it is refused by a sentence. */
async function replayed(path: string, pick: Pick): Promise<Replayed[]> {
  const reader = await openRecording(path);
  const timeline = createTimeline(reader);
  const models: Replayed[] = [];
  try {
    while (await timeline.extend());
    const {length} = timeline.times;
    const wanted = length === 0 ? [] : [length - 1, pick(length), 0];
    for (const number of wanted) {
      const model = await timeline.modelAt(number);
      const process = model.sample.processes?.at(-1);
      const inspection = process && (await timeline.inspectionAt(number, process));
      models.push({model, ...(inspection && {inspection})});
    }
  } catch (error) {
    if (error instanceof NewerRecording) expect(error.message).toMatch(/^was recorded by a newer/);
    else expect(String(error)).toBe('Error: The recording is damaged at this point.');
  } finally {
    await reader.close();
  }
  return models;
}

/** Every line that the screen could show of a model. */
async function drawn({model, inspection}: Replayed): Promise<string[]> {
  const {sample} = model;
  const {timeMs} = sample;
  const place = {
    ...{
      number: 0,
      count: 3,
      startMs: timeMs,
      timeMs,
      endMs: timeMs,
      playing: false,
      speed: 1,
      searching: false,
    },
    ...({ending: 'cut', damagedSegments: 2} as const),
  };
  const session = {paused: true, readOnlyReason: undefined};
  const containers = placeColumns(containerColumns, width, {});
  const processes = placeColumns(processColumns, width, {});
  const advice = adviceOf(model);
  return [
    titleLine(theme, model, {...session, replay: place}, width),
    ksmdLine(theme, model, width),
    savedLine(theme, model, width),
    headlineOf(model, advice)?.text ?? '',
    summary(model),
    ...trendNames.map((name) => trendLine(theme, model, name, width)),
    ...chartLines(theme, model, trendNames, width, 12),
    ...(model.containers ?? []).map((row) => paintRow(theme, containers, row, false, width)),
    ...(sample.processes ?? []).slice(0, 20).map((process) => {
      const row = {...deriveProcess(model, process), branch: '', user: 'root'};
      return paintRow(theme, processes, row, false, width);
    }),
    ...advice.flatMap(({text, cure}) => [text, cure ?? '']),
    ...(await processLines(model, sample.processes?.at(-1), inspection)),
  ];
}

async function processLines(
  model: Model,
  process: ProcessSample | undefined,
  recorded: Inspection | undefined,
): Promise<string[]> {
  if (!process) return [];
  const {sample, scans} = model;
  const inspection = await createRecordedHost({
    present: () => sample,
    inspectionOf: async () => recorded,
  }).inspect(process);
  if (!inspection) return [];
  const row = deriveProcess(model, process);
  const {text, cure = ''} = diagnose({row, inspection, sample, scans});
  const rows = [...processFacts(model, row, inspection, true), ...regionRows(inspection)];
  return [text, cure, ...rows.flatMap((cells) => Object.values(cells)).map(String)];
}

describe(`${recordings} mutated recordings crash nothing and show no nonsense`, () => {
  test.each(Array.from({length: rounds}, (_, round) => round))(
    'with seed %i',
    async (seed) => {
      const pick = random(seed);
      const path = join(directory, String(seed));
      let shown = 0;
      let inspected = 0;
      for (let count = recordings / rounds; count > 0; count--) {
        const original = originals[pick(originals.length)] ?? '';
        writeFileSync(path, fileOf(mutate(original, pick), pick));
        for (const moment of await replayed(path, pick)) {
          shown++;
          if (moment.inspection) inspected++;
          for (const line of await drawn(moment)) {
            expect(line).not.toMatch(/NaN|Infinity|undefined|\[object|Invalid/);
            expect(line).not.toMatch(/[\0-\u001F\u007F-\u009F\u202a-\u202e\u2028\u2029]/);
          }
        }
      }
      // Many of them can be looked at all the same, at three samples each.
      expect(shown).toBeGreaterThan(recordings / rounds);
      expect(inspected).toBeGreaterThan(recordings / rounds / 2);
    },
    120_000,
  );
});
