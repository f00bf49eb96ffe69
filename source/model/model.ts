import type {Doubt} from './belief/doubt.js';
import type {Attribution} from './derive/attribution.js';
import type {ContainerRow} from './derive/containers.js';
import type {Figures} from './derive/figures.js';
import type {Effort} from './derive/ksmd/ksmdEffort.js';
import type {PaceWindow} from './derive/ksmd/paceWindow.js';
import type {Scans} from './derive/ksmd/scans.js';
import type {ScanWork} from './derive/ksmd/scanWork.js';
import type {ProcessTrends} from './derive/processes.js';
import type {Rates} from './derive/rates.js';
import type {RecentOffers} from './derive/recentOffers.js';
import type {Thresholds} from './derive/thresholds.js';
import type {HeldVerdicts} from './derive/verdictTable.js';
import type {Crossings} from './map/crossings.js';
import type {HistoryPoint} from './sample/history.js';
import type {Sample} from './sample/sample.js';
import type {Trial} from './trial/followTrial.js';
import type {ParameterChange} from './tuning/parameterChanges.js';

/** Everything derived from a host's samples: all that the screen and print show. */
export type Model = {
  /** As read, without impossible figures. */
  sample: Sample;
  /** Impossible figures of the host that were removed; each process has its own. */
  doubts: readonly Doubt[];
  figures: Figures;
  /** Absent in the first sample: a rate needs two. */
  rates?: Rates;
  scans: Scans;
  scanWork: ScanWork;
  paceWindow: PaceWindow;
  effort?: Effort;
  /** ksmd's CPU over the last half minute at these settings, in percent of one core. */
  effortPercent?: number;
  /** That CPU is high enough to count against what is saved. */
  isEffortNoticeable: boolean;
  /** The verdicts of the previous sample, which hold for a while; absent: there is none. */
  heldVerdicts?: HeldVerdicts;
  /** Set by the site; absent: the usual ones. */
  thresholds?: Thresholds;
  /** Observed changes of parameters, the newest last. */
  parameterChanges: readonly ParameterChange[];
  /** Absent until the processes were read. */
  containers?: readonly ContainerRow[];
  attribution: Attribution;
  recentOffers: RecentOffers;
  processTrends: ProcessTrends;
  history: readonly HistoryPoint[];
  /** From the newest sharing map of this session; absent: none was made. */
  crossings?: Crossings;
  /** The last trial; absent: there was none. */
  trial?: Trial;
};
