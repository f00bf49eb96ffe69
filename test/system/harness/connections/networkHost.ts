import {execFileSync} from 'node:child_process';
import {guard} from '../guard.js';
import {type Sshd, startSshd} from './sshd.js';

/** A host of its own as far as the network goes: a namespace with a name, an address and an sshd. */
export type NetworkHost = {
  name: string;
  sshd: Sshd;
  /** Unplugs the network cable, or plugs it in again. */
  plug(connected: boolean): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/** @param number Which of up to 60 hosts it is: each has a network of its own. */
export const startNetworkHost = async (name: string, number: number): Promise<NetworkHost> => {
  // Addresses reserved for documentation, which no network uses.
  const [here, there] = [1, 2].map((end) => `198.51.100.${4 * number + end}`);
  const cable = `ksmtop${number}`;
  const guarded = await guard({
    what: `network namespace ${name}`,
    prepare: [
      `ip netns add ${name}`,
      `ip link add ${cable} type veth peer name eth0 netns ${name}`,
      `ip addr add ${here}/30 dev ${cable}`,
      `ip link set ${cable} up`,
      `ip -n ${name} addr add ${there}/30 dev eth0`,
      `ip -n ${name} link set eth0 up`,
      `ip -n ${name} link set lo up`,
    ].join(' && '),
    cleanUp: `ip link del ${cable}; ip netns del ${name}`,
  });
  const sshd = await startSshd({address: there ?? '', namespace: name});
  return {
    name,
    sshd,
    plug(connected) {
      execFileSync('ip', ['link', 'set', cable, connected ? 'up' : 'down']);
    },
    async [Symbol.asyncDispose]() {
      await sshd[Symbol.asyncDispose]();
      await guarded.release();
    },
  };
};
