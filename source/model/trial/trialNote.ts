import {findParameter, type ParameterName} from '../../kernel/ksm/parameters.js';
import {countOf} from '../../text/count.js';
import {shellWord} from '../../text/shell.js';
import {findProcess} from '../derive/processes.js';
import type {ProcessName, ProcessSample, Sample} from '../sample/sample.js';
import {heirsOf, type TrialScope} from './trialProcesses.js';

/** What a trial changes, noted in a file before it does: if it is killed, the next start says it. */
export type TrialNote = {
  /** The ksmtop that makes the trial. */
  owner: ProcessName;
  /** Untrusted. */
  containerIds: readonly string[];
  /** The processes that it opts in. */
  processes: readonly ProcessName[];
  settings: readonly Setting[];
};

export type Setting = {name: ParameterName; from: string; to: string};

/** Keeps the note of a trial. */
export type TrialNotes = {
  /** Absent: there is none, or it is not one of ksmtop. Never rejects. */
  read(): Promise<TrialNote | undefined>;
  /** Rejects with a sentence. */
  write(note: TrialNote): Promise<void>;
  /** Never rejects. */
  remove(): Promise<void>;
};

/** Below the root directory of the host; `/run` is empty after a boot. */
export const trialNotePath = '/run/ksmtop/trial.json';
/** A larger file is not read. */
export const mostNoteBytes = 1_048_576;
const mostProcesses = 10_000;
const mostContainers = 100;
const longestId = 4096;
const version = 1;

export function formatTrialNote({processes, containerIds, ...note}: TrialNote): string {
  return `${JSON.stringify({
    ksmtop: 'trial',
    version,
    ...note,
    containerIds: containerIds.slice(0, mostContainers),
    processes: processes.slice(0, mostProcesses),
  })}\n`;
}

/** Absent: the text is not a note of this version. */
export function parseTrialNote(text: string): TrialNote | undefined {
  const note = parsed(text);
  if (note?.['ksmtop'] !== 'trial' || note['version'] !== version) return undefined;
  const {owner, containerIds, processes, settings} = note;
  return isProcess(owner) &&
    isList(containerIds, mostContainers, isId) &&
    isList(processes, mostProcesses, isProcess) &&
    isList(settings, mostContainers, isSetting)
    ? {owner, containerIds, processes, settings}
    : undefined;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isList<T>(
  value: unknown,
  most: number,
  fits: (each: unknown) => each is T,
): value is readonly T[] {
  return Array.isArray(value) && value.length <= most && value.every(fits);
}

function isProcess(value: unknown): value is ProcessName {
  if (!isObject(value)) return false;
  const {pid, startTicks} = value;
  return isCount(pid) && (startTicks === undefined || isCount(startTicks));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestId;
}

function isSetting(value: unknown): value is Setting {
  if (!isObject(value)) return false;
  const {name, from, to} = value;
  return (
    typeof name === 'string' && findParameter(name) !== undefined && isValue(from) && isValue(to)
  );
}

function isValue(value: unknown): boolean {
  return typeof value === 'string' && /^[\w-]{1,20}$/.test(value);
}

/** Whether the ksmtop that wrote the note still runs; a zombie has no arguments left. */
export function isUnderWay({owner}: TrialNote, sample: Sample): boolean {
  return findProcess(sample, owner)?.commandLine !== undefined;
}

/** What a trial that was killed left changed, and how to undo it; absent: nothing. */
export function leftSentence(note: TrialNote, sample: Sample): string | undefined {
  const left = [...processesOf(note, sample), ...heirsOf(sample, scopeOf(note))].filter(isOffering);
  const settings = note.settings.filter(({name, to}) => sample.ksm?.parameters[name] === to);
  const words = note.containerIds.map(shellWord).filter((word) => word !== undefined);
  const processes = `${countOf(left.length, 'process', 'processes')} opted in (undo: ksmtop optout ${words.join(' ')})`;
  const changed = settings.map(({name, from, to}) => `${name}=${to}, which was ${from}`).join(', ');
  const undo = settings.map(({name, from}) => `${name}=${from}`).join(' ');
  const parts = [
    ...(left.length > 0 ? [processes] : []),
    ...(settings.length > 0 ? [`${changed} (undo: ksmtop set ${undo})`] : []),
  ];
  return parts.length === 0
    ? undefined
    : `A trial that was killed left changed: ${parts.join(' and ')}.`;
}

function processesOf({processes}: TrialNote, sample: Sample): ProcessSample[] {
  return processes.flatMap((process) => findProcess(sample, process) ?? []);
}

/** What was there before the trial has inherited nothing from it. */
function scopeOf({containerIds, owner, processes}: TrialNote): TrialScope {
  const noted = new Set(processes.map(({pid}) => pid));
  const {startTicks: since = Number.POSITIVE_INFINITY} = owner;
  const isKnown = ({pid, startTicks = 0}: ProcessName) => noted.has(pid) || startTicks <= since;
  return {containerIds, isKnown};
}

function isOffering({ksm}: ProcessSample): boolean {
  return ksm?.mergeAny ?? (ksm?.rmapItems ?? 0) > 0;
}
