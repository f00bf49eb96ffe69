import {listOf} from '../../text/count.js';
import {nameOf} from '../advice/words.js';
import {keepsPrctl, prctlSupport} from '../kernelFeatures.js';
import type {Model} from '../model.js';
import type {Surroundings} from '../surroundings.js';
import type {Outcome} from './outcome.js';

const memoryKsmVersion = 254;

export function systemd(
  {sample}: Model,
  {systemdVersion, systemdRuns, refusals}: Surroundings,
): Outcome | undefined {
  if (refusals?.systemd !== undefined) return undefined;
  if (!systemdRuns) {
    return {
      state: 'ok',
      text: 'systemd does not run here: programs opt in by a preloaded library, or themselves.',
    };
  }
  const version = systemdVersion === undefined ? 'systemd' : `systemd ${systemdVersion}`;
  if (systemdVersion === undefined) {
    return {
      state: 'ok',
      text: `${version} runs; MemoryKSM=yes needs ${memoryKsmVersion}, its version is not to be seen.`,
    };
  }
  if (systemdVersion < memoryKsmVersion) {
    return {
      state: 'note',
      text: `${version} has no MemoryKSM=yes (that needs ${memoryKsmVersion}): preload a library instead.`,
      cure: preloadDropIn,
    };
  }
  if (keepsPrctl(sample)) {
    return {state: 'ok', text: `${version} and this kernel know MemoryKSM=yes.`};
  }
  const why =
    prctlSupport(sample) === 'lost at exec'
      ? 'this kernel forgets the opt-in by prctl at exec (until 6.7)'
      : 'this kernel lacks the opt-in by prctl (6.4; kept over exec since 6.7)';
  return {
    state: 'note',
    text: `${version} knows MemoryKSM=yes, but ${why}: preload a library instead.`,
    cure: preloadDropIn,
  };
}

const preloadDropIn =
  'systemctl edit NAME.service  # [Service] Environment=LD_PRELOAD=/usr/lib64/libksm_preload.so';

/** Kinds with a root directory of their own; a service has the host's. */
const kindsWithRoot: ReadonlySet<string> = new Set([
  'openvz',
  'lxc',
  'docker',
  'podman',
  'kubernetes',
  'nspawn',
]);

export function libraries({containers = [], sample}: Model): Outcome | undefined {
  const known = containers.filter(
    ({kind, library}) => kindsWithRoot.has(kind) && library !== undefined,
  );
  if (known.length === 0) return undefined;
  const without = known.filter(({library}) => library === false);
  const names = listOf(without.map(({name}) => nameOf(name)));
  const library = 'a KSM preload library installed';
  if (without.length === 0) {
    const all = known.length === 1 ? 'The container has' : `All ${known.length} containers have`;
    return {state: 'ok', text: `${all} ${library}.`};
  }
  const otherWay = keepsPrctl(sample) ? '; MemoryKSM=yes needs no library' : '';
  const some = `${known.length - without.length} of ${known.length} containers have ${library}; ${names} ${without.length === 1 ? 'has' : 'have'} not.`;
  const none = `None of the ${known.length} containers has ${library} (${names}).`;
  const only = `The container ${names} has no KSM preload library installed.`;
  return {
    state: 'note',
    text: known.length === 1 ? only : without.length === known.length ? none : some,
    cure: `# install ksm_preload in ${without.length === 1 ? 'it' : 'them'} before LD_PRELOAD is set there${otherWay}`,
  };
}
