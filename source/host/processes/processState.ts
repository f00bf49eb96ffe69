/** What is known of how a process behaves: it decides how often which of its files are read. */
export type ProcessState =
  /** Listed, and not read in full yet. */
  | 'new'
  /** Offers no memory: its turn comes in the rotation. */
  | 'quiet'
  /** Offers memory: its KSM figures are read on every tick. */
  | 'offering'
  /** May be about to exec, change its cgroup or load its libraries: all is read on every tick. */
  | 'unsettled'
  /** Has ended, or its pid is another process's now. */
  | 'gone';

/** What a reading has shown. */
export type ProcessEvent =
  /** It offers memory, and nothing else of it changes. */
  | 'offers'
  /** It offers none, and nothing else of it changes. */
  | 'offersNothing'
  /** Its KSM figures could not be read for a reason that passes, such as a held lock. */
  | 'unanswered'
  /** It is young, has executed another program, or was not read in full. */
  | 'changes'
  | 'ends';

export const transitions: Readonly<
  Record<ProcessState, Readonly<Record<ProcessEvent, ProcessState>>>
> = {
  new: {
    offers: 'offering',
    offersNothing: 'quiet',
    unanswered: 'unsettled',
    changes: 'unsettled',
    ends: 'gone',
  },
  quiet: {
    offers: 'offering',
    offersNothing: 'quiet',
    unanswered: 'quiet',
    changes: 'unsettled',
    ends: 'gone',
  },
  offering: {
    offers: 'offering',
    // It stopped merging, has ended, or executed another program: its `stat` shows which.
    offersNothing: 'unsettled',
    unanswered: 'offering',
    changes: 'unsettled',
    ends: 'gone',
  },
  unsettled: {
    offers: 'offering',
    offersNothing: 'quiet',
    unanswered: 'unsettled',
    changes: 'unsettled',
    ends: 'gone',
  },
  gone: {
    offers: 'gone',
    offersNothing: 'gone',
    unanswered: 'gone',
    changes: 'gone',
    ends: 'gone',
  },
};
