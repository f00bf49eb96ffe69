import type {ChildProcess} from 'node:child_process';
import {afterEach, expect, test} from 'vitest';
import {createSshHost, type SshHost} from '../../../source/host/ssh/sshHost.js';
import {startFarSide} from '../../support/hosts/farSide.js';
import {attackNames, startHostileFarSide} from '../../support/hosts/hostileFarSide.js';
import {until} from '../../support/until.js';

const open: SshHost[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((host) => host.close()));
});

function hostBy(connect: () => ChildProcess): SshHost {
  const host = createSshHost({destination: 'hn1', connectBy: connect});
  open.push(host);
  return host;
}

const megabyte = 1_048_576;
/** Twenty seconds without an answer, and the delays of a busy machine. */
const patienceMs = 60_000;

/** It looks like a large file over a slow connection, and ends when that is too large. */
const plausible = 'tiny pieces without end';

const sentences: Partial<Record<(typeof attackNames)[number], RegExp>> = {
  'a greeting without end': /^hn1 printed more than 1 MiB before a shell started/,
  'a greeting that trickles': /^no shell of hn1 answered within 20 s/,
  'complaints without end': /^hn1 sent more than 1 MiB of error messages/,
  'complaints without end, later': /^hn1 sent more than 1 MiB of error messages/,
  'a word without end': /^hn1 did not start ksmtop's shell program as expected/,
  'a separator without end': /^hn1 did not start ksmtop's shell program as expected/,
  'a file that trickles': /^hn1 stopped answering/,
  'no answer': /^hn1 stopped answering/,
};

test(
  'a hostile far side ends its own connection, with a sentence, and slows no other',
  async () => {
    const good = hostBy(() => startFarSide());
    await good.connect(false);
    await good.sample('host');
    const startBytes = process.memoryUsage().arrayBuffers;
    const ends = new Map<string, string>();
    const hosts = attackNames.map((name) => {
      let started = 0;
      // One connection each: a retry would only repeat it.
      const host = hostBy(() =>
        started++ ? startFarSide('/bin/false') : startHostileFarSide(name),
      );
      host.connect(false).catch(() => {});
      return {name, host};
    });
    const missing = () => attackNames.filter((each) => each !== plausible && !ends.has(each));
    let slowestMs = 0;
    let largestBytes = 0;
    async function allEnded(): Promise<boolean> {
      for (const {name, host} of hosts) {
        // Attacks begin with a request; the first end counts.
        host.sample('host').catch(() => {});
        const {state, problem = ''} = host.connection;
        if (state === 'lost' && !ends.has(name)) ends.set(name, problem);
      }
      const startMs = performance.now();
      await good.sample('host');
      slowestMs = Math.max(slowestMs, performance.now() - startMs);
      largestBytes = Math.max(largestBytes, process.memoryUsage().arrayBuffers);
      return missing().length === 0;
    }
    await until(() => `the end of ${missing().join(', ')}`, allEnded, {timeoutMs: patienceMs});
    const notAsked = /^hn1 sent data that ksmtop did not request, so the connection was closed\.$/;
    for (const name of attackNames.filter((each) => each !== plausible)) {
      expect(ends.get(name), name).toMatch(sentences[name] ?? notAsked);
    }
    expect(slowestMs).toBeLessThan(2500);
    expect(largestBytes - startBytes).toBeLessThan(128 * megabyte);
  },
  patienceMs + 10_000,
);
