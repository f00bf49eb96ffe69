import {type ContainerRow, unattributedId} from '../derive/containers.js';
import {containerGuide} from './containerGuide.js';
import type {Guide} from './guideShape.js';
import type {GuideFacts} from './guideSubject.js';
import {hostGuide} from './hostGuide.js';

/** The guide for a row of the container list; what is in no container has the guide of the host. */
export function guideFor(facts: GuideFacts, row: ContainerRow | undefined): Guide {
  const isHost = row === undefined || row.id === 'host' || row.id === unattributedId;
  return isHost ? hostGuide(facts) : containerGuide(facts, row);
}
