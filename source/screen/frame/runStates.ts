import type {EstimateRun} from '../../session/estimating.js';
import type {MappingState} from '../../session/mapping.js';
import type {OptInRun} from '../../session/optIn/optingInState.js';
import type {TrialRun} from '../../session/trial/trialRun.js';
import type {View} from './frameContext.js';

/** The phases of what views start and show. */
export type Phases = {
  estimate: EstimateRun['phase'] | 'recorded';
  map: MappingState['phase'] | 'recorded';
  optIn: OptInRun['phase'];
  trial: TrialRun['phase'];
};

/** Of a view that starts something: when it runs, and which keys have an effect only in some phases. */
type RunState<Phase extends string> = {
  running: Phase;
  keys: Readonly<Record<string, readonly Phase[]>>;
};

const runStates: {[Name in keyof Phases]: RunState<Phases[Name]>} = {
  estimate: {
    running: 'running',
    keys: {start: ['idle', 'ended', 'failed'], chooseOption: ['idle', 'ended', 'failed']},
  },
  map: {running: 'running', keys: {readMap: ['idle', 'ended', 'failed']}},
  optIn: {running: 'changing', keys: {yes: ['asking'], start: ['asking'], try: ['asking']}},
  trial: {
    running: 'running',
    keys: {
      ...{yes: ['asking'], presets: ['asking']},
      ...{keep: ['running'], takeBack: ['running']},
    },
  },
};

/** Whether what a view started is under way, and its actions that have no effect now. */
export function runStateOf(
  {name}: View,
  phases: Phases,
): {isRunning: boolean; idle: ReadonlySet<string>} {
  if (!isRun(name)) return {isRunning: false, idle: new Set()};
  const {running, keys}: RunState<string> = runStates[name];
  const phase: string = phases[name];
  const idle = Object.keys(keys).filter((action) => !keys[action]?.includes(phase));
  return {isRunning: phase === running, idle: new Set(idle)};
}

function isRun(name: View['name']): name is keyof Phases {
  return name in runStates;
}
