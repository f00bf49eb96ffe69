import {remoteCommands} from '../advice/remoteCure.js';
import {type ContainerRow, unattributedId} from '../derive/containers.js';
import {containerGuide} from './containerGuide.js';
import type {Guide, GuideSection} from './guideShape.js';
import type {GuideFacts} from './guideSubject.js';
import {hostGuide} from './hostGuide.js';

/** The guide for a row of the container list; what is in no container has the guide of the host. */
export function guideFor(facts: GuideFacts, row: ContainerRow | undefined): Guide {
  const isHost = row === undefined || row.id === 'host' || row.id === unattributedId;
  const {sections, ...guide} = isHost ? hostGuide(facts) : containerGuide(facts, row);
  return {...guide, sections: sections.map((section) => typedHere(facts, section))};
}

/** Commands of ksmtop are typed where ksmtop runs; all other lines are for a shell of the host. */
function typedHere({model: {sample}}: GuideFacts, section: GuideSection): GuideSection {
  const parts = section.parts.map((part) =>
    typeof part === 'string' ? part : part.map((line) => remoteCommands(sample, line)),
  );
  return {...section, parts};
}
