import type {MapProgress} from '../../model/map/sharingMap.js';
import type {Tenant} from '../../model/map/tenants.js';
import type {PagesProgress, PagesTask, TaskProcess} from '../pages/pagesTask.js';

/** What the child is to look at; a group that shares nothing is there, too. */
export type MapTask = Omit<PagesTask, 'processes'> & {
  sysfs: string;
  processes: readonly (TaskProcess & {tenant: Tenant})[];
  groupCount: number;
  joinCopies: boolean;
  severalNodes: boolean;
  /** For a test: as on kernels whose KPF_KSM is wrong. */
  distrustFlag?: boolean;
};

export type ChildProgress = MapProgress & PagesProgress;
