import {createContext, useContext} from 'react';
import type {Host} from '../../host/host.js';
import type {Model} from '../../model/model.js';
import type {ProcessName} from '../../model/sample/sample.js';
import type {ReadSurroundings} from '../../model/sample/surroundings.js';
import type {BootFileChange} from '../../model/tuning/bootText.js';
import type {Values} from '../../model/tuning/checkValue.js';
import type {Tuning} from '../../session/tuning.js';
import type {ListState} from '../draw/list.js';
import type {ListedKey} from '../keys/keyTable.js';

/** What fills the body of the screen; the newest opened lies on top. */
export type View =
  | {name: 'containers'}
  | {name: 'processes'; containerId: string}
  | ({name: 'process'} & ProcessName)
  | {name: 'advice'}
  | {name: 'guide'; containerId: string}
  | {name: 'tune'}
  | {name: 'presets'}
  | {name: 'changes'}
  | {name: 'persist'; changes: readonly BootFileChange[]}
  | {name: 'help'};

/** A line of text asked for at the bottom of the screen. */
export type LinePrompt = {
  label: string;
  text: string;
  hint: string;
  /** Called at every letter. */
  onChange?: (text: string) => void;
  onDone?: (text: string) => void;
  onCancel?: () => void;
};

/** How the host sets parameters at its start. */
export type Boot = {
  /** What is to be written so that these values come back. Never rejects. */
  plan: (values: Values) => Promise<readonly BootFileChange[]>;
  /** Rejects with a sentence. */
  write: (change: BootFileChange) => Promise<void>;
};

/** What a view may know of the screen around it, and ask of it. */
export type Frame = {
  model: Model;
  width: number;
  /** Lines that the view has for itself. */
  height: number;
  tuning: Tuning;
  /** The model comes from a recording, in which one moves by some of the keys. */
  recorded: boolean;
  /** Reads everything of one process; absent when it has ended or nothing can be read of it. */
  inspect: Host['inspect'];
  /** What is around KSM on the host, for the guide. */
  surroundings: ReadSurroundings | undefined;
  /** Keeps parameters over a reboot; absent where that is not possible. */
  boot: Boot | undefined;
  /** The keys that there are, for the bar and the help. */
  keys: readonly ListedKey[];
  /** Why nothing can be written; absent: it can. */
  readOnlyReason: string | undefined;
  open: (view: View) => void;
  /** Closes the topmost view. */
  back: () => void;
  /** Asks a question that only `y` answers with yes. */
  ask: (question: string) => Promise<boolean>;
  edit: (prompt: LinePrompt) => void;
  /** What was chosen in a list; kept while another view lies above it. */
  listState: (list: string, initial: ListState) => ListState;
  setListState: (list: string, state: ListState) => void;
};

/** What a long list needs of the screen around it. */
export type ListFrame = Pick<Frame, 'width' | 'height' | 'edit' | 'listState' | 'setListState'>;

const FrameContext = createContext<Frame | undefined>(undefined);

export const FrameProvider = FrameContext.Provider;

export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error('A view was drawn outside of the frame.');
  return frame;
}

const ListFrameContext = createContext<ListFrame | undefined>(undefined);

/** For a list that is not of one host. */
export const ListFrameProvider = ListFrameContext.Provider;

export function useListFrame(): ListFrame {
  const frame = useContext(FrameContext);
  const own = useContext(ListFrameContext) ?? frame;
  if (!own) throw new Error('A list was drawn outside of a screen.');
  return own;
}
