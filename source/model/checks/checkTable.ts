import type {Model} from '../model.js';
import type {Surroundings} from '../sample/surroundings.js';
import type {CheckOutcome} from './checkOutcome.js';
import {checkFigures, checkVerdict, checkZeroPages} from './figureChecks.js';
import {checkKernel, checkKsmd, checkProcesses, checkWritable} from './kernelChecks.js';
import {checkHugePages, checkNodes, checkPageSize, checkSwap} from './memoryChecks.js';
import {checkLibraries, checkSystemd} from './optInChecks.js';

type Check = {
  id: string;
  /** Absent outcome: it does not apply to this host. */
  find: (model: Model, surroundings: Surroundings) => CheckOutcome | undefined;
};

/** What needs checking only once, in the order in which an administrator would ask. */
export const checkTable: readonly Check[] = [
  {id: 'kernel', find: checkKernel},
  {id: 'writable', find: checkWritable},
  {id: 'ksmd', find: checkKsmd},
  {id: 'processes', find: checkProcesses},
  {id: 'figures', find: checkFigures},
  {id: 'zero-pages', find: checkZeroPages},
  {id: 'pages', find: checkPageSize},
  {id: 'nodes', find: checkNodes},
  {id: 'huge-pages', find: checkHugePages},
  {id: 'swap', find: checkSwap},
  {id: 'systemd', find: checkSystemd},
  {id: 'libraries', find: checkLibraries},
  {id: 'verdict', find: checkVerdict},
];
