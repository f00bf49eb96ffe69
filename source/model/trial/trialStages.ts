/** The stages of a trial, and which event leads from one to which. */
export const transitions = {
  /** Figures are taken before anything is changed. */
  baseline: {measured: 'opting in', stop: 'asking'},
  /** Processes are opted in, settings written. */
  'opting in': {optedIn: 'peak', stop: 'asking', takeBack: 'taken back'},
  /** The saving still rises. */
  peak: {passed: 'floor', timeUp: 'asking', lost: 'asking', stop: 'asking'},
  /** It has stopped rising: three steady scans are awaited. */
  floor: {rose: 'peak', reached: 'deciding', timeUp: 'asking', lost: 'asking', stop: 'asking'},
  /** The rule has decided, which is being carried out. */
  deciding: {undecided: 'asking', keep: 'kept', takeBack: 'taken back'},
  /** The rule cannot decide: a person does. */
  asking: {keep: 'kept', takeBack: 'taken back'},
  kept: {},
  'taken back': {},
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type TrialStage = keyof typeof transitions;

export type TrialEvent = {[From in TrialStage]: keyof (typeof transitions)[From]}[TrialStage];

/** The next stage; the same where the event means nothing in this one. */
export function nextTrialStage(stage: TrialStage, event: TrialEvent): TrialStage {
  return (transitions[stage] as Partial<Record<TrialEvent, TrialStage>>)[event] ?? stage;
}
