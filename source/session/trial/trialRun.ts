import type {Host} from '../../host/host.js';
import type {Model} from '../../model/model.js';
import type {Candidate} from '../../model/optIn/optInCosts.js';
import type {ProcessOptIn} from '../../model/optIn/processOptIn.js';
import type {ProcessName} from '../../model/sample/sample.js';
import type {ReadTrialFacts} from '../../model/trial/trialFacts.js';
import type {Setting, TrialNotes} from '../../model/trial/trialNote.js';
import type {TrialEnd, TrialReading} from '../../model/trial/trialReading.js';
import type {TrialRequest} from '../../model/trial/trialRequest.js';
import type {TrialState} from './readTrial.js';

/** The trial of this session: what is asked, what it has done, and how it ended. */
export type TrialRun =
  | {phase: 'idle'}
  | {phase: 'looking'}
  | AskedTrial
  | RunningTrial
  | {phase: 'ended'; result: TrialEnd; reading?: TrialReading; problems: readonly string[]}
  | {phase: 'failed'; problem: string};

export type AskedTrial = {
  phase: 'asking';
  request: TrialRequest;
  candidates: readonly Candidate[];
  sentences: readonly string[];
};

export type RunningTrial = {
  phase: 'running';
  request: TrialRequest;
  candidates: readonly Candidate[];
  state: TrialState;
  /** What it opted in. */
  optedIn: readonly ProcessName[];
  /** What it wrote. */
  settings: readonly Setting[];
  /** The newest that was read, and when huge pages were. */
  reading?: TrialReading;
  hugePagesMs?: number;
  /** Processes are being opted in or out. */
  isChanging: boolean;
  /** What a person has decided, which is carried out at the next model. */
  answer?: TrialEnd;
  /** Sentences on what could not be done. */
  problems: readonly string[];
};

/** What a trial needs of its host. */
export type TriallingHost = {
  optIn: ProcessOptIn;
  readFacts: ReadTrialFacts;
  notes: TrialNotes;
  write: Host['write'];
  model: () => Model | undefined;
  /** A model of a sample that is taken from now on. */
  nextModel: () => Promise<Model | undefined>;
  ownPid: number;
};

/** A trial that was agreed on, before it has changed anything. */
export function startedTrial(
  {request, candidates}: AskedTrial,
  model: Model | undefined,
  startedMs: number,
): RunningTrial {
  const {containerIds, rule, expectedBytes, preset} = request;
  const nameOf = (id: string) => model?.containers?.find((row) => row.id === id)?.name ?? id;
  return {
    phase: 'running',
    request,
    candidates,
    state: {
      startedMs,
      rule,
      ...(expectedBytes !== undefined && {expectedBytes}),
      ...(preset && {preset: preset.name}),
      containers: containerIds.map((id) => ({id, name: nameOf(id)})),
    },
    ...{optedIn: [], settings: [], problems: [], isChanging: false},
  };
}
