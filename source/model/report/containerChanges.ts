import type {ContainerKind} from '../../kernel/container/identity.js';
import type {ContainerRow} from '../derive/containers.js';
import {containerVerdict} from '../derive/verdict.js';
import type {Verdict} from '../derive/verdictTable.js';
import type {Model} from '../model.js';

/** A container at one end of a recording. */
export type ContainerState = ContainerRow & {verdict?: Verdict};

/** A container at the start and at the end; absent where it was not there. */
export type ContainerChange = {
  id: string;
  kind: ContainerKind;
  /** Untrusted. */
  name: string;
  start?: ContainerState;
  end?: ContainerState;
};

/** All containers of either model, those first that save most. */
export function containerChanges(start: Model, end: Model): readonly ContainerChange[] {
  const changes = new Map<string, ContainerChange>();
  for (const row of start.containers ?? []) {
    const {id, kind, name} = row;
    changes.set(id, {id, kind, name, start: stateOf(start, row)});
  }
  for (const row of end.containers ?? []) {
    const {id, kind, name} = row;
    changes.set(id, {...changes.get(id), id, kind, name, end: stateOf(end, row)});
  }
  return [...changes.values()].sort(
    (a, b) => savedOf(b.end) - savedOf(a.end) || savedOf(b.start) - savedOf(a.start),
  );
}

function stateOf(model: Model, row: ContainerRow): ContainerState {
  const verdict = containerVerdict(model, row);
  return {...row, ...(verdict && {verdict})};
}

function savedOf(state: ContainerState | undefined): number {
  return state?.savedBytes ?? -1;
}
