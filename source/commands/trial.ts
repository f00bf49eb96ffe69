import {advance} from '../model/advance.js';
import {isStopped} from '../model/derive/ksmd/paceWindow.js';
import type {Model} from '../model/model.js';
import type {Sample} from '../model/sample/sample.js';
import type {Trial} from '../model/trial/followTrial.js';
import {remoteTrialCommand} from '../model/trial/remoteTrialCommand.js';
import {clauseLines, trialTable} from '../model/trial/trialLines.js';
import {
  hasWork,
  type TrialRequest,
  trialPresets,
  triedPreset,
} from '../model/trial/trialRequest.js';
import {usualRule} from '../model/trial/trialRule.js';
import {trialProgress, verdictSentence} from '../model/trial/trialText.js';
import {trialJson} from '../output/trial/trialJson.js';
import {createRecorder, type Recorder} from '../recording/files/recorder.js';
import {createTrialling, type Trialling, takeLeftOver} from '../session/trial/trialling.js';
import {quoted} from '../text/quoted.js';
import {showUntrusted} from '../text/untrusted.js';
import {cut} from '../text/width.js';
import {wrapWords} from '../text/wrap.js';
import {choiceOf} from './options/choice.js';
import {type CommandLine, delaySeconds, wholeNumber} from './options/command.js';
import {formatOf} from './options/formatOf.js';
import {wordList} from './options/optionTable.js';
import {UsageError} from './options/usageError.js';
import {complain, writeComplaint} from './printing/complain.js';
import {standardOutput, terminalAtOutput} from './printing/destination.js';
import {printLines} from './printing/printLines.js';
import {confirmed} from './running/confirm.js';
import {type Interruption, watchInterruption} from './running/interruption.js';
import {type OpenedHost, openHost} from './sampling/openHost.js';
import {processesTimeoutMs, settledSample} from './sampling/settledSample.js';
import {createTicks} from './sampling/ticks.js';

declare const __VERSION__: string;

const usualColumns = 80;

/** Opts containers in, waits for the floor of what that saves, and keeps it or takes it back. */
export async function trial(line: CommandLine): Promise<number> {
  const {words, options} = line;
  const isJson = formatOf(line, 'trial') === 'json';
  if (isJson && !options.yes) {
    throw new UsageError('--format json needs --yes: it asks no questions.');
  }
  if (words.length === 0) throw new UsageError('trial needs a CONTAINER; see ksmtop --help.');
  const [name] = line.hosts;
  if (name !== undefined) {
    const there = remoteTrialCommand({name, options: options.sudo ? '--sudo' : ''}, words);
    throw new UsageError(`a trial runs on the host itself: ${there}`);
  }
  const mostMinutes = wholeNumber(line, 'minutes') ?? usualRule.mostMinutes;
  const intervalMs = delaySeconds(line) * 1000;
  const host = await openHost(line);
  const interruption = watchInterruption('SIGINT', 'SIGTERM', 'SIGHUP');
  const recorder = recorderOf(line);
  try {
    const session = openSession(host, recorder);
    const {trialling} = session;
    const model = await session.start();
    const containerIds = containersOf(model, words);
    await sayLeftOver(host, model);
    const preset = presetOf(line, model);
    const rule = {...usualRule, mostMinutes};
    await trialling.begin({containerIds, rule, ...(preset && {preset})});
    const run = trialling.getState();
    if (run.phase !== 'asking') throw new Error(run.phase === 'failed' ? run.problem : run.phase);
    if (!isJson && !(await printSentences(run.sentences))) {
      return refuse('nothing reads the output.');
    }
    if (!hasWork(run.candidates, run.request)) return refuse('no process can be opted in.');
    if (!options.yes && !(await confirmed('Start the trial?'))) return refuse();
    await session.beginRecording();
    trialling.answer(true);
    await using _ = {[Symbol.asyncDispose]: () => trialling.leave(false)};
    await follow(session, {isJson, interruption, nextTick: createTicks(intervalMs, interruption)});
    return await report(session, isJson);
  } finally {
    await recorder?.finish();
    await host.close();
  }
}

/** The trial, and a model that it makes of its own samples. */
type Session = {
  trialling: Trialling;
  /** The first model, before anything is asked. */
  start(): Promise<Model>;
  /** Rejects with a sentence, as where the file is there already. */
  beginRecording(): Promise<void>;
  /** Takes a sample. */
  next(): Promise<Model>;
};

function openSession(host: OpenedHost, recorder: Recorder | undefined): Session {
  const {optIn, trialFacts: readFacts, trialNotes: notes, write} = host;
  if (!optIn || !readFacts || !notes) {
    throw new Error(
      'the processes of this host cannot be opted in from here; run ksmtop trial on that host.',
    );
  }
  let first: Sample | undefined;
  let model: Model | undefined;
  let isRecording = true;
  const trialling = createTrialling({
    ...{optIn, readFacts, notes, write, model: () => model, nextModel: next},
    ownPid: process.pid,
  });

  async function next(): Promise<Model> {
    const sample = await trialling.withReading(await host.sample());
    model = advance(model, sample);
    await record(sample);
    return model;
  }

  /** A full disk ends the recording, not the trial. */
  async function record(sample: Sample): Promise<void> {
    try {
      if (isRecording) await recorder?.append({sample});
    } catch (error) {
      isRecording = false;
      complain(error);
    }
  }

  return {
    trialling,
    async start() {
      first = await settledSample(host, processesTimeoutMs);
      model = advance(undefined, first);
      return model;
    },
    async beginRecording() {
      if (first) await recorder?.append({sample: first});
    },
    next,
  };
}

function containersOf(model: Model, words: readonly string[]): string[] {
  const {containerIds, pids} = choiceOf(model, words);
  if (pids.length === 0) return [...new Set(containerIds)];
  throw new UsageError(
    'trial takes containers: what a single process saves depends on the others.',
  );
}

function presetOf({options}: CommandLine, model: Model): TrialRequest['preset'] {
  const {preset: name} = options;
  if (name === undefined) return undefined;
  const preset = trialPresets.find((each) => each.name === name);
  if (!preset) {
    const names = wordList(trialPresets.map((each) => quoted(each.name)));
    throw new UsageError(`--preset must be ${names}, not ${quoted(name)}.`);
  }
  return triedPreset(preset, model);
}

async function sayLeftOver({trialNotes}: OpenedHost, {sample}: Model): Promise<void> {
  const left = trialNotes && (await takeLeftOver(trialNotes, sample));
  if (left !== undefined) complain(left);
}

function refuse(why?: string): number {
  complain(why === undefined ? 'nothing was changed.' : `nothing was changed: ${why}`);
  return 1;
}

type Following = {
  isJson: boolean;
  interruption: Interruption;
  nextTick: () => Promise<void>;
};

/** Samples until the trial has ended; where the rule does not decide, asks. */
async function follow(session: Session, {isJson, interruption, nextTick}: Following) {
  const {trialling, next} = session;
  let stage: string | undefined;
  while (trialling.getState().phase === 'running') {
    const model = await next();
    await trialling.follow(model);
    const {trial: shown} = model;
    if (shown && !isJson) {
      await showProgress(shown, model, shown.stage !== stage);
      stage = shown.stage;
    }
    if (interruption.name) trialling.stop();
    if (shown?.stage === 'asking') await trialling.decide(await wantsToKeep(isJson, interruption));
    else if (!interruption.name && trialling.getState().phase === 'running') await nextTick();
  }
  clearProgress();
}

/** Without a terminal, or after another signal than Ctrl-C, everything is taken back. */
async function wantsToKeep(isJson: boolean, {name}: Interruption): Promise<boolean> {
  clearProgress();
  const mayAsk = !isJson && process.stdin.isTTY && process.stdout.isTTY;
  if (!mayAsk || (name !== undefined && name !== 'SIGINT')) return false;
  return confirmed('Keep it? Otherwise everything is taken back.');
}

async function report({trialling, next}: Session, isJson: boolean): Promise<number> {
  const {trial: ended} = await next();
  const run = trialling.getState();
  const problems = run.phase === 'ended' ? run.problems : [];
  if (isJson && ended) await standardOutput().write(trialJson(ended));
  else if (ended) {
    await printLines([...trialTable(ended), '']);
    await printSentences([...clauseLines(ended), endSentence(ended)]);
  }
  for (const problem of problems) complain(problem);
  return problems.length > 0 ? 1 : 0;
}

function endSentence(ended: Trial): string {
  const {stage, askReason} = ended;
  const result = stage === 'kept' ? 'Kept.' : 'Taken back.';
  return askReason === undefined ? result : `${result} ${verdictSentence(ended)}`;
}

/** On a terminal in place; elsewhere a line for each stage. */
async function showProgress(shown: Trial, {sample}: Model, isNew: boolean): Promise<void> {
  const text = showUntrusted(trialProgress(shown, isStopped(sample)));
  const {isTTY, columns = usualColumns} = process.stderr;
  // A longer line would scroll the terminal.
  if (isTTY) writeComplaint(`\r${cut(text, columns - 1)}\u001b[K`);
  else if (isNew) await printLines([text]);
}

function clearProgress(): void {
  if (process.stderr.isTTY) writeComplaint('\r\u001b[K');
}

function recorderOf({options}: CommandLine): Recorder | undefined {
  const {record: path} = options;
  if (path === undefined) return undefined;
  return createRecorder({path: String(path), program: __VERSION__, keep: 1});
}

/** Sentences, broken at words on a terminal; blanks in rows stay. */
function printSentences(sentences: readonly string[]): Promise<boolean> {
  const {columns} = terminalAtOutput() ?? {};
  return printLines(
    columns === undefined
      ? sentences
      : sentences.flatMap((text) => wrapWords(showUntrusted(text), columns)),
  );
}
