import type {LookedAt, OptInResult} from '../../model/optIn/optInResult.js';
import type {OptInTarget} from '../../model/optIn/optInTarget.js';
import type {ProcessOptIn} from '../../model/optIn/processOptIn.js';
import {refusal} from '../../model/optIn/refusals.js';
import {type Child, startChild} from '../child/child.js';
import {type ForgetTask, type LookTask, marks} from './optInProtocol.js';

/** A look takes milliseconds; longer only if a file in /proc hangs. */
const lookTimeoutMs = 5000;
const keepRunningMs = 60_000;

type OpenOptions = Pick<LookTask, 'pauseBefore' | 'registerDirectory' | 'way'>;

export function openOptIn(procfs: string, options: OpenOptions = {}): ProcessOptIn {
  let child: Child | undefined;
  let ended: Promise<void> | undefined;
  /** Receives the next message; undefined: the child ended. */
  let take: ((content: string | undefined) => void) | undefined;
  /** One process at a time. */
  let queue: Promise<unknown> = Promise.resolve();

  function hear(content: string | undefined): void {
    const waiting = take;
    take = undefined;
    waiting?.(content);
  }

  async function start(): Promise<Child | undefined> {
    if (child) return child;
    let resolve = () => {};
    ended = new Promise((settle) => {
      resolve = settle;
    });
    const isReady = new Promise<boolean>((settle) => {
      const started = startChild('optIn', {
        ready: () => settle(true),
        take: (_mark, content) => hear(content.toString()),
        ended() {
          if (child === started) child = undefined;
          settle(false);
          hear(undefined);
          resolve();
        },
      });
      child = started;
    });
    return (await isReady) ? child : undefined;
  }

  /** Sends a message and waits for its answer; the child may be killed after the time limit. */
  function ask(mark: number, content: object, timeoutMs?: number): Promise<string | undefined> {
    return new Promise((resolve) => {
      // It also keeps this program running meanwhile, which the child does not.
      const timer = setInterval(() => {
        if (timeoutMs === undefined) return;
        child?.kill();
        child = undefined;
        hear(undefined);
      }, timeoutMs ?? keepRunningMs);
      take = (answer) => {
        clearInterval(timer);
        resolve(answer);
      };
      child?.send(mark, Buffer.from(JSON.stringify(content)));
    });
  }

  async function lookNow(target: OptInTarget): Promise<LookedAt> {
    const {pid, startTicks} = target;
    if (!(await start())) return {pid, startTicks, refusal: refusal('child-ended')};
    const answer = await ask(marks.look, {...target, procfs, ...options}, lookTimeoutMs);
    if (answer === undefined) return {pid, startTicks, refusal: refusal('hangs')};
    return JSON.parse(answer) as LookedAt;
  }

  async function changeNow(target: OptInTarget): Promise<OptInResult> {
    const {refusal: refused, isAlready, facts, calls, ...process} = await lookNow(target);
    if (refused?.name === 'gone') return {...process, outcome: 'gone', refusal: refused};
    if (refused) return {...process, outcome: 'refused', refusal: refused};
    if (isAlready) return {...process, outcome: 'already'};
    // From here on the child must not be killed: a process may depend on it.
    const answer = await ask(marks.go, {});
    if (answer === undefined) return afterLoss(target, process);
    const result = JSON.parse(answer) as OptInResult;
    // The child ends to let that process go; another one takes its place.
    if (result.refusal?.name === 'does-not-stop') await ended;
    return result;
  }

  /** What became of a process whose child was killed: the kernel let that process go. */
  async function afterLoss(
    target: OptInTarget,
    process: Omit<OptInResult, 'outcome'>,
  ): Promise<OptInResult> {
    const {isAlready} = await lookNow(target);
    // It may be in the register, and was not opted in, or be in it still.
    await sendForget(target.containerId === undefined ? [] : [target.containerId]);
    if (isAlready) return {...process, outcome: `opted-${target.action}`};
    return {...process, outcome: 'refused', refusal: refusal('child-ended')};
  }

  async function sendForget(containerIds: readonly string[]): Promise<void> {
    const {registerDirectory} = options;
    if (registerDirectory === undefined || containerIds.length === 0) return;
    const task: ForgetTask = {procfs, registerDirectory, containerIds};
    (await start())?.send(marks.forget, Buffer.from(JSON.stringify(task)));
  }

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = queue.then(async () => {
      // A child does not keep this program running.
      const running = setInterval(() => {}, keepRunningMs);
      try {
        return await work();
      } finally {
        clearInterval(running);
      }
    });
    queue = turn;
    return turn;
  }

  return {
    look: (target) => inTurn(() => lookNow(target)),
    change: (target) => inTurn(() => changeNow(target)),
    forgetEnded(containerIds) {
      void inTurn(() => sendForget(containerIds));
    },
    journal(line) {
      void inTurn(async () => (await start())?.send(marks.journal, Buffer.from(line)));
    },
    close: () =>
      inTurn(async () => {
        child?.close();
        await ended;
      }),
  };
}
