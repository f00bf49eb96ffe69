import type {ProcessSample} from '../../model/sample/sample.js';
import type {FollowedContainer} from '../containers/containerFacts.js';
import type {Reader} from '../io/reader.js';
import type {RootFiles} from './rootFiles.js';
import type {SharedAnswers} from './sharedAnswers.js';

/** A container whose name is looked for. */
export type NameQuestion = FollowedContainer & {
  /** What its cgroup calls it: its name, or the full id that its runtime gave it. */
  key: string;
  /** The user whose container it is: the system's runtime knows nothing of it; absent: no user's. */
  owner?: number;
  /**
   * Who started its first process, when that may say what it is called: most runtimes leave a
   * monitor that knows more. Anybody can start a program of that name: it is root's or the owner's.
   */
  parent?: ProcessSample;
  /** Files of the place where its runtime is: the host, or the container that it is in. */
  files: RootFiles;
  /** The user of its runtime, whose the sockets have to be, and the files that a command line names. */
  runtimeUser: number;
};

/** What sources of names work with. */
export type NameTools = {
  reader: Reader;
  /** Where procfs is mounted. */
  procfs: string;
  /** Files of the host. */
  hostFiles: RootFiles;
  /** The processes of the last sample. */
  processes(): readonly ProcessSample[];
  share: SharedAnswers;
  /** Absent: no socket can be asked from here. */
  askSocket?: AskSocket;
};

/**
 * Asks an HTTP server behind a unix socket, named by its path below `root`, for a JSON document;
 * absent when there is no such socket of this user, or no answer in time.
 */
export type AskSocket = (
  root: string,
  path: string,
  question: string,
  ownedBy: number,
) => Promise<unknown>;

/** One place that may know the name of a container; absent: it does not. */
export type NameSource = (question: NameQuestion, tools: NameTools) => Promise<string | undefined>;
