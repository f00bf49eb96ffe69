import {runtimeName, surroundingsOf, withoutOwner} from '../../kernel/container.js';
import {isPlainWord} from '../advice/words.js';
import type {ContainerRow} from '../containers.js';
import type {Model} from '../model.js';
import type {Surroundings} from '../surroundings.js';

/** What a guide depends on. */
export type GuideFacts = {
  model: Model;
  /** Absent: it was not looked at. */
  surroundings?: Surroundings;
};

/** A container that a guide is for. */
export type GuideSubject = GuideFacts & {
  row: ContainerRow;
  /** What commands of its runtime take for it; comes from inside, but a shell takes it as one word. */
  handle: string;
  init: Init;
  /** Where the library is in its root, or where it may be put. */
  library: string;
};

/** What starts the programs in a container: systemd, scripts in /etc/init.d, or nothing but itself. */
export type Init = 'systemd' | 'scripts' | 'none';

/** Where the package of EL puts it; any other place does as well. */
export const usualLibrary = '/usr/lib64/libksm_preload.so';

export function subjectOf(facts: GuideFacts, row: ContainerRow): GuideSubject {
  return {
    ...facts,
    row,
    handle: handleOf(row),
    init: initOf(facts, row),
    library: wordOr(usualLibrary, row.library || usualLibrary),
  };
}

/** Path of the library on the host, for containers that mount it. */
export function hostLibrary({model}: GuideFacts): string | undefined {
  const path = model.sample.containerLibraries['host'];
  return path || undefined;
}

function handleOf({id, kind, name}: ContainerRow): string {
  const key = runtimeName(id);
  // The runtime around it knows it by no more than that.
  if (surroundingsOf(id) !== undefined) {
    return wordOr('NAME', /^[0-9a-f]{64}$/.test(key) ? key.slice(0, 12) : key);
  }
  if (kind === 'docker' || kind === 'podman') return wordOr(key.slice(0, 12), withoutOwner(name));
  if (kind === 'nspawn') return wordOr('NAME', name);
  return wordOr('NAME', key);
}

function wordOr(instead: string, word: string): string {
  return isPlainWord(word) ? word : instead;
}

/** Told by the first process, or else by the helpers that systemd always runs. */
function initOf({model}: GuideFacts, {id, kind}: ContainerRow): Init {
  if (kind === 'service') return 'systemd';
  const processes = (model.sample.processes ?? []).filter(({container}) => container.id === id);
  if (processes.some(({command}) => /^systemd(?:-|$)/.test(command))) return 'systemd';
  const first = processes.find(({innerPid}) => innerPid === 1)?.command;
  if (first === undefined) return kind === 'openvz' ? 'scripts' : 'none';
  return /^(?:init|openrc-init|runit|s6-svscan)$/.test(first) ? 'scripts' : 'none';
}
