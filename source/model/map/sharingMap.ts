import type {ContainerKind} from '../../kernel/container/identity.js';
import type {LeftOut} from '../estimate/savingsEstimate.js';
import type {ProcessName} from '../sample/sample.js';
import type {Tenant} from './tenants.js';

/** A process whose merged pages are read. */
export type MapProcess = ProcessName & {tenant: Tenant};

/** A container, and what the sample says about it. */
export type MapGroup = {
  id: string;
  kind: ContainerKind;
  /** Untrusted. */
  name: string;
  /** Those that may have merged pages. */
  processes: readonly MapProcess[];
  /** Its pages that were replaced by the kernel's zero page; absent: unknown. */
  zeroBytes?: number | undefined;
  /** Its share of what the host saves, pro rata to its merged pages. */
  proRataBytes?: number | undefined;
};

/** What a sharing map is asked for. */
export type MapRequest = {
  groups: readonly MapGroup[];
  /** By which the site names tenants; absent: by none. */
  tenantPattern?: string;
  /** The kernel made copies of merged pages (max_page_sharing), which only their content joins. */
  joinCopies: boolean;
  /** The host has NUMA nodes. */
  severalNodes: boolean;
  pageBytes: number;
  /** Of one core, at most. */
  cpuPercent: number;
  /** After this time no further process is begun. */
  timeLimitSeconds: number;
};

/** Merged pages of one group. */
export type GroupSharing = {
  /** Pages of its address spaces that are merged. */
  mappings: number;
  /** Frames of memory that these are in. */
  frames: number;
  /** Frames that no other group uses. */
  ownFrames: number;
  /** Frames that it maps more than once. */
  withinFrames: number;
  /** Frames that two tenants or more use, one of which is in this group. */
  crossedFrames: number;
  /** Its merged pages on another node than most of its memory; absent: one node, or unknown. */
  otherNodePages?: number;
  /** Its part of what its frames save: of n mappings each has (n - 1) / n of a page. */
  savedPages: number;
  /** Names of its tenants; more than one where users share a container. */
  tenants: readonly string[];
};

/** Frames that two groups use; indexes of the request's groups, a < b, or a = b: more than once. */
export type MapCell = {a: number; b: number; frames: number};

/** Who shares merged pages with whom. Frames with the same content count once in cells and crossings. */
export type SharingMap = {
  /** Why there are no cells: the kernel hides frame numbers, or the page flags. */
  hidden?: 'frames' | 'flags';
  /** Merged frames, as in `pages_shared`. */
  frames: number;
  /** Uses of merged frames: as `pages_shared` and `pages_sharing` together. */
  mappings: number;
  crossedFrames: number;
  /** In the order of the request's groups. */
  groups: readonly GroupSharing[];
  cells: readonly MapCell[];
  /** `false`: this kernel's KPF_KSM is wrong, so smaps and addresses decided what is merged. */
  flagBelieved: boolean;
  /** Merged pages that could not be distinguished from pages that fork shares. */
  undecidedPages: number;
  /** It was stopped before these. */
  processesNotRead: number;
  seconds: number;
  leftOut: readonly LeftOut[];
};

/** How far a map is. */
export type MapProgress = {processesDone: number; processesTotal: number};

export type MapListener = {
  progress(progress: MapProgress): void;
  /** Of all processes that were finished so far. */
  soFar(map: SharingMap): void;
};
