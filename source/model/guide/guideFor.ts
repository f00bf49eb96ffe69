import {remoteCommands} from '../advice/remoteCure.js';
import {type ContainerRow, unattributedId} from '../derive/containers.js';
import {containerGuide} from './containerGuide.js';
import type {Guide, GuideSection} from './guideShape.js';
import type {GuideFacts} from './guideSubject.js';
import {hostGuide} from './hostGuide.js';

/** The guide for a row of the container list; what is in no container has the guide of the host. */
export function guideFor(facts: GuideFacts, row: ContainerRow | undefined): Guide {
  const isHost = row === undefined || row.id === 'host' || row.id === unattributedId;
  const {sections, title} = isHost ? hostGuide(facts) : containerGuide(facts, row);
  return {
    title: placedTitle(facts, title, isHost),
    sections: sections.map((section) => typedHere(facts, section)),
  };
}

/** Of a host that no option reaches, the title says where the steps are done. */
function placedTitle({model}: GuideFacts, title: string, isHost: boolean): string {
  const {remote} = model.sample;
  if (!remote || remote.options !== undefined) return title;
  return isHost ? remote.name : `${title}, on ${remote.name}`;
}

/** Commands of ksmtop are typed where ksmtop runs; all other lines are for a shell of the host. */
function typedHere({model: {sample}}: GuideFacts, section: GuideSection): GuideSection {
  const parts = section.parts.map((part) =>
    typeof part === 'string' ? part : part.map((line) => remoteCommands(sample, line)),
  );
  return {...section, parts};
}
