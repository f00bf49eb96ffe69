import {cases, soakRounds} from '../../../support/soak.js';
import {workloads} from '../servers/workloads.js';
import type {SoakSize} from './soakTarget.js';

const kills = Math.ceil(soakRounds / 10 / workloads.length);

/** For a 99th percentile. */
const mostIdleRounds = 2000;

/** The soak kills a child for every tenth round, over all servers. */
export const soakSize: Readonly<Record<'server' | 'hazard', SoakSize>> = {
  server: {
    idleRounds: cases(0, Math.min(soakRounds, mostIdleRounds)),
    rounds: cases(100, soakRounds),
    kills: cases(0, kills),
  },
  hazard: {idleRounds: 0, rounds: soakRounds, kills: 0},
};

export const unmergeRepeats = 5;
