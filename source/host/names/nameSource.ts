import type {ProcessSample} from '../../model/sample/sample.js';
import type {FollowedContainer} from '../containers/containerFacts.js';
import type {Reader} from '../io/reader.js';
import type {RootFiles} from './rootFiles.js';
import type {SharedAnswers} from './sharedAnswers.js';

/** A container whose name is looked up. */
export type NameQuestion = FollowedContainer & {
  /** Its name in the cgroup path: a name, or the full id from its runtime. */
  key: string;
  /** The user who owns it: the system's runtime does not know it; absent: the system's. */
  owner?: number;
  /**
   * The parent of its first process: most runtimes leave a monitor there, which knows more. Only if
   * it is trusted, as root's or the owner's: any user can start a program of that name.
   */
  parent?: ProcessSample;
  /** Files of the host, or of the container in which its runtime runs. */
  files: RootFiles;
  /** The user of its runtime: must own the sockets, and the files that a command line names. */
  runtimeUser: number;
};

/** What name sources work with. */
export type NameTools = {
  reader: Reader;
  /** Where procfs is mounted. */
  procfs: string;
  /** Files of the host. */
  hostFiles: RootFiles;
  /** The processes of the last sample. */
  processes(): readonly ProcessSample[];
  share: SharedAnswers;
  /** Absent: sockets of this host cannot be reached. */
  askSocket?: AskSocket;
};

/**
 * Gets a JSON document from an HTTP server on a unix socket, by its path below `root`; absent when
 * this user has no such socket, or no answer comes in time.
 */
export type AskSocket = (
  root: string,
  path: string,
  question: string,
  ownedBy: number,
) => Promise<unknown>;

/** One source of names; absent: it does not know the name. */
export type NameSource = (question: NameQuestion, tools: NameTools) => Promise<string | undefined>;
