import type {Model} from '../model.js';
import type {Surroundings} from '../sample/surroundings.js';
import {figures} from './figureChecks.js';
import {kernel, ksmd, processes, writable} from './kernelChecks.js';
import {hugePages, nodes, pages, swap} from './memoryChecks.js';
import {libraries, systemd} from './optInChecks.js';
import type {Outcome} from './outcome.js';
import {verdict} from './verdictCheck.js';

type Check = {
  id: string;
  /** Absent: there is nothing to say on this host. */
  look: (model: Model, surroundings: Surroundings) => Outcome | undefined;
};

/** What only needs looking at once, in the order in which one would ask. */
export const checkTable: readonly Check[] = [
  {id: 'kernel', look: kernel},
  {id: 'writable', look: writable},
  {id: 'ksmd', look: ksmd},
  {id: 'processes', look: processes},
  {id: 'figures', look: figures},
  {id: 'pages', look: pages},
  {id: 'nodes', look: nodes},
  {id: 'huge-pages', look: hugePages},
  {id: 'swap', look: swap},
  {id: 'systemd', look: systemd},
  {id: 'libraries', look: libraries},
  {id: 'verdict', look: verdict},
];
