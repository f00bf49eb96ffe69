import type {LookedAt, OptInResult} from './optInResult.js';
import type {OptInTarget} from './optInTarget.js';

/** Opts processes in and out, one at a time. */
export type ProcessOptIn = {
  /** Looks at a process without stopping it. Never rejects. */
  look(target: OptInTarget): Promise<LookedAt>;
  /** Looks at it again, and opts it in or out. Never rejects. */
  change(target: OptInTarget): Promise<OptInResult>;
  /** Drops from the register what has ended in these containers, or is not opted in anymore. */
  forgetEnded(containerIds: readonly string[]): void;
  /** Writes a line to the journal of this machine. */
  journal(line: string): void;
  /** Resolves once no process depends on this program anymore. */
  close(): Promise<void>;
};
