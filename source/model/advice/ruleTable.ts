import {onOffRules} from './onOffRules.js';
import {optInRules} from './optInRules.js';
import {paceRules} from './paceRules.js';
import {preloadRules} from './preloadRules.js';
import {riskRules} from './riskRules.js';
import type {Rule} from './rule.js';
import {worthRules} from './worthRules.js';

/** Every rule, the most important first: warnings before notes. */
export const adviceTable: readonly Rule[] = [
  onOffRules.noKsm,
  onOffRules.offWhileOffered,
  onOffRules.scansNothing,
  paceRules.rivalWrites,
  preloadRules.notLoaded,
  worthRules.hostLosing,
  worthRules.containerLosing,
  paceRules.longScan,
  paceRules.muchCpu,
  worthRules.poorYield,
  onOffRules.offUnused,
  onOffRules.onUnused,
  onOffRules.staleCounters,
  paceRules.managerRuns,
  paceRules.advisorOn,
  preloadRules.notOffered,
  optInRules.lostAtRestart,
  optInRules.registerUnread,
  worthRules.mostlyUnique,
  riskRules.unmergeMemory,
  riskRules.sharingLimit,
  riskRules.numaMerge,
  riskRules.tenants,
];
