import type {Connection} from '../../../source/host/connection.js';
import type {Host, SampleScope} from '../../../source/host/host.js';
import type {ParameterName} from '../../../source/kernel/ksm/parameters.js';
import type {Inspection} from '../../../source/model/sample/inspection.js';
import type {Sample, WriteOutcome} from '../../../source/model/sample/sample.js';
import type {MemoryLimit} from '../../../source/model/tuning/memoryLimit.js';
import {settled} from '../screen/inkTerminal.js';

/** A host that returns given samples, and holds writes until they are answered. */
export type ScriptedHost = Omit<Host, 'connection'> & {
  connection?: Connection;
  /** The next samples; an error: why there is none. */
  present: Sample | Error;
  /** What there is to know of any process; an error: what went wrong. */
  inspection: Inspection | Error | undefined;
  /** Writes so far, as `run=1`. */
  readonly writes: readonly string[];
  /** What would be written if the program were gone now. */
  readonly whenGone: readonly string[];
  /** The limits that containers are under. */
  limits: readonly MemoryLimit[];
  /** What was asked for with each sample. */
  readonly scopes: readonly SampleScope[];
  /** Answers the oldest write that waits; what is not said went as the kernel would have it. */
  answer: (outcome?: Partial<WriteOutcome>) => Promise<void>;
};

export function createScriptedHost(first: Sample | Error): ScriptedHost {
  const writes: string[] = [];
  let whenGone: readonly string[] = [];
  const scopes: SampleScope[] = [];
  const waiting: Array<(outcome: Partial<WriteOutcome>) => void> = [];
  const host: ScriptedHost = {
    present: first,
    writes,
    scopes,
    async sample(scope = 'whole') {
      scopes.push(scope);
      if (this.present instanceof Error) throw this.present;
      return this.present;
    },
    get whenGone() {
      return whenGone;
    },
    writeWhenGone(promised) {
      whenGone = promised.map(({name, from, to}) => `${name}=${from}→${to}`);
      return () => {
        whenGone = [];
      };
    },
    limits: [],
    memoryLimits: () => Promise.resolve(host.limits),
    inspection: undefined,
    async inspect() {
      if (host.inspection instanceof Error) throw host.inspection;
      return host.inspection;
    },
    write(name: ParameterName, value: string) {
      writes.push(`${name}=${value}`);
      return new Promise((resolve) => {
        waiting.push((outcome) => resolve({value, elapsedSeconds: 0, ...outcome}));
      });
    },
    async answer(outcome = {}) {
      const next = waiting.shift();
      if (!next) throw new Error('no write waits for an answer');
      next(outcome);
      await settled();
    },
    close: () => Promise.resolve(),
  };
  return host;
}
