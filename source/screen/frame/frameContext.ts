import {createContext, useContext} from 'react';
import type {Host} from '../../host/host.js';
import type {EstimateChoice} from '../../model/estimate/estimateRequest.js';
import type {Model} from '../../model/model.js';
import type {ProcessName} from '../../model/sample/sample.js';
import type {ReadSurroundings} from '../../model/sample/surroundings.js';
import type {BootFileChange} from '../../model/tuning/bootText.js';
import type {Values} from '../../model/tuning/checkValue.js';
import type {Estimating} from '../../session/estimating.js';

import type {Mapping} from '../../session/mapping.js';
import type {OptingIn} from '../../session/optIn/optingIn.js';

import type {Trialling} from '../../session/trial/trialling.js';
import type {Tuning} from '../../session/tuning.js';
import type {ListState} from '../draw/list/list.js';
import type {ListedKey} from '../keys/keyTable.js';
import type {ListKind, ViewStore} from '../settings/viewState.js';

/** What fills the body of the screen; the one opened last is on top. */
export type View =
  | {name: 'containers'}
  | {name: 'processes'; containerId: string}
  | ({name: 'process'} & ProcessName)
  | {name: 'sortMenu'; menu: SortMenu}
  | {name: 'columns'; kind: ListKind}
  | {name: 'advice'}
  | {name: 'guide'; containerId: string}
  | {name: 'estimate'; options: readonly EstimateOption[]}
  | {name: 'map'}
  | {name: 'mapCell'; a: string; b: string}
  | {name: 'optIn'; title: string; containerIds: readonly string[]}
  | {name: 'trial'}
  | {name: 'tune'}
  | {name: 'presets'}
  | {name: 'changes'}
  | {name: 'persist'; changes: readonly BootFileChange[]}
  | {name: 'help'};

/** The columns that a list can be sorted by. */
export type SortMenu = {
  /** The present one. */
  sortTitle: string;
  columns: ReadonlyArray<{title: string; meaning: string; isShown: boolean}>;
  choose: (title: string) => void;
};

/** What an estimate can cover. */
export type EstimateOption = {
  /** Untrusted. */
  label: string;
  choice: EstimateChoice;
};

/** A text to be typed at the bottom of the screen. */
export type TextPrompt = {
  label: string;
  text: string;
  hint: string;
  /** Called at each change of the text. */
  onChange?: (text: string) => void;
  onDone?: (text: string) => void;
  /** F3 was pressed. */
  onNext?: (text: string) => void;
  /** What is wrong with the text, shown in place of the hint. */
  problemOf?: (text: string) => string | undefined;
  onCancel?: () => void;
};

/** The files by which a host sets parameters at boot. */
export type Boot = {
  /** The changes after which a boot sets these values. Never rejects. */
  plan: (values: Values) => Promise<readonly BootFileChange[]>;
  /** Rejects with a sentence. */
  write: (change: BootFileChange) => Promise<void>;
};

/** What a view knows about the screen around it, and can request from it. */
export type Frame = {
  model: Model;
  /** The host that a panel names: it covers the title, and is of another machine. */
  namedHost: string | undefined;
  width: number;
  /** Lines that the view can fill. */
  height: number;
  /** The first of them, counted from 0. */
  top: number;
  tuning: Tuning;
  /** The model comes from a recording; some keys move within it. */
  recorded: boolean;
  /** Reads one process in depth; absent: it has ended, or nothing can be read. */
  inspect: Host['inspect'];
  /** Reads the facts around KSM that the guide needs. */
  surroundings: ReadSurroundings | undefined;
  estimating: Estimating;
  mapping: Mapping;
  optingIn: OptingIn;
  trialling: Trialling;
  /** Keeps parameters across reboots; absent: not possible. */
  boot: Boot | undefined;
  /** The keys of this screen, for the key bar and the help. */
  keys: readonly ListedKey[];
  /** Why nothing can be written; absent: it can. */
  readOnlyReason: string | undefined;
  open: (view: View) => void;
  /** Closes the topmost view. */
  back: () => void;
  /** Asks a question; only `y` confirms. */
  ask: (question: string) => Promise<boolean>;
  edit: (prompt: TextPrompt) => void;
  /** Says something in the status line until the next key. */
  remark: (text: string) => void;
  /** What the user has chosen of the screen. */
  view: ViewStore;
  /** Filter and selection of a list; kept while another view is on top. */
  listState: (list: string) => ListState;
  setListState: (list: string, state: ListState) => void;
  openSortMenu: (menu: SortMenu) => void;
};

/** What a long list needs from the screen around it. */
export type ListFrame = Pick<
  Frame,
  | 'width'
  | 'height'
  | 'top'
  | 'edit'
  | 'remark'
  | 'view'
  | 'listState'
  | 'setListState'
  | 'openSortMenu'
>;

const FrameContext = createContext<Frame | undefined>(undefined);

export const FrameProvider = FrameContext.Provider;

export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error('A view was drawn outside of the frame.');
  return frame;
}

/** Absent: a panel need not name its host. */
export function useNamedHost(): string | undefined {
  return useContext(FrameContext)?.namedHost;
}

const ListFrameContext = createContext<ListFrame | undefined>(undefined);

/** For a list outside of a host's screen. */
export const ListFrameProvider = ListFrameContext.Provider;

export function useListFrame(): ListFrame {
  const frame = useContext(FrameContext);
  const own = useContext(ListFrameContext) ?? frame;
  if (!own) throw new Error('A list was drawn outside of a screen.');
  return own;
}
