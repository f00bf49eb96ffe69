import {runtimeKinds} from '../../kernel/container/identity.js';
import {listOf} from '../../text/count.js';
import {nameOf} from '../advice/words.js';
import {keepsPrctl, prctlSupport} from '../derive/kernelFeatures.js';
import {memoryKsmOf, memoryKsmTrial, memoryKsmVersions} from '../derive/memoryKsm.js';
import {settingLine} from '../guide/guideShape.js';
import {hostLibrary, usualLibrary} from '../guide/guideSubject.js';
import type {Model} from '../model.js';
import {oncePerList} from '../sample/oncePerList.js';
import type {Surroundings} from '../sample/surroundings.js';
import type {CheckOutcome} from './checkOutcome.js';

const {first, sound} = memoryKsmVersions;

export function checkSystemd(model: Model, surroundings: Surroundings): CheckOutcome | undefined {
  const {sample} = model;
  if (!sample.ksm || surroundings.refusals?.systemd !== undefined) return undefined;
  const {systemdVersion: version} = surroundings;
  const systemdText = version === undefined ? 'systemd' : `systemd ${version}`;
  const able = memoryKsmOf(surroundings);
  if (able === 'no systemd') {
    return {
      state: 'ok',
      text: 'systemd does not run here: programs opt in through a preload library, or in their own code.',
    };
  }
  if (able === 'too old') {
    return {
      state: 'note',
      text: `${systemdText} does not support MemoryKSM=yes (${sound} does): preload a library instead.`,
      cure: preloadDropIn(model),
    };
  }
  if (!keepsPrctl(sample)) {
    const why =
      prctlSupport(sample) === 'lost at exec'
        ? 'this kernel drops the prctl opt-in at exec (fixed in 6.7)'
        : 'this kernel has no prctl opt-in (added in 6.4, kept at exec since 6.7)';
    return {
      state: 'note',
      text: `${systemdText} may support MemoryKSM=yes, but ${why}: preload a library instead.`,
      cure: preloadDropIn(model),
    };
  }
  if (able === 'works') {
    return {state: 'ok', text: `${systemdText} and this kernel support MemoryKSM=yes.`};
  }
  const which =
    version === undefined
      ? `systemd runs, but its version is unknown. ${first} and ${first + 1}`
      : systemdText;
  return {
    state: 'note',
    text: `${which} may set MemoryKSM=yes incorrectly (fixed in ${sound}), and a unit that has it then fails to start. Add it to no unit, least of all a daemon's, until this command succeeds.`,
    cure: memoryKsmTrial,
  };
}

function preloadDropIn(model: Model): string {
  const setting = settingLine`Environment=LD_PRELOAD=${hostLibrary({model}) ?? usualLibrary}`;
  return `systemctl edit NAME.service${setting === undefined ? '' : `  # [Service] ${setting}`}`;
}

/** Where files inside containers are not read, only mapped libraries are known. */
function librariesUnread(containers: NonNullable<Model['containers']>): CheckOutcome | undefined {
  if (!containers.some(({kind}) => runtimeKinds.has(kind))) return undefined;
  return {
    state: 'note',
    text: 'Whether the containers have a KSM preload library installed is not read over SSH.',
    cure: '# to find out, run ksmtop on that host',
  };
}

export function checkLibraries(model: Model, surroundings: Surroundings): CheckOutcome | undefined {
  const {containers = [], sample} = model;
  if (!sample.ksm) return undefined;
  if (sample.host.containerFilesRead === false) return librariesUnread(containers);
  const mapped = mappedIn(sample.processes ?? []);
  const known = containers.filter(
    ({kind, id, library}) => runtimeKinds.has(kind) && (library !== undefined || mapped.has(id)),
  );
  if (known.length === 0) return undefined;
  const without = known.filter(({id, library}) => library === false && !mapped.has(id));
  const names = listOf(without.map(({name}) => nameOf(name)));
  const library = 'a KSM preload library installed';
  if (without.length === 0) {
    const all = known.length === 1 ? 'The container has' : `All ${known.length} containers have`;
    return {state: 'ok', text: `${all} ${library}.`};
  }
  const otherWay =
    keepsPrctl(sample) && memoryKsmOf(surroundings) === 'works'
      ? '; MemoryKSM=yes needs no library'
      : '';
  const withLibrary = known.length - without.length;
  const some = `${withLibrary} of ${known.length} containers ${withLibrary === 1 ? 'has' : 'have'} ${library}; missing in ${names}.`;
  const none = `None of the ${known.length} containers has ${library} (${names}).`;
  const only = `Container ${names} has no KSM preload library installed.`;
  return {
    state: 'note',
    text: known.length === 1 ? only : without.length === known.length ? none : some,
    cure: `# install ksm_preload in ${without.length === 1 ? 'it' : 'them'} before setting LD_PRELOAD there${otherWay}`,
  };
}

/** Containers in which a library is loaded: it may be outside the usual places. */
const mappedIn = oncePerList(
  (processes): ReadonlySet<string> =>
    new Set(processes.flatMap(({container, preload}) => (preload.mapped ? [container.id] : []))),
);
