import {countOf} from '../../text/count.js';
import {nameOf} from '../advice/words.js';
import type {ContainerRow} from '../derive/containers.js';
import {preloadStates} from '../derive/preloadState.js';
import {afterwards, caution} from './closingSections.js';
import {guestKindOf, guestSection} from './guestSection.js';
import type {Guide, GuideSection} from './guideShape.js';
import {type GuideFacts, type GuideSubject, subjectOf, userText} from './guideSubject.js';
import {opening} from './openingSection.js';
import {preloadFileSection, preloadSection} from './preloadSections.js';
import {unitSection} from './unitSection.js';

/** The steps to opt in the programs of one container. */
export function containerGuide(facts: GuideFacts, row: ContainerRow): Guide {
  const subject = subjectOf(facts, row);
  const guestKind = guestKindOf(subject);
  const methods = guestKind
    ? [guestSection(subject, guestKind)]
    : [unitSection(subject), preloadSection(subject), preloadFileSection(subject)];
  return {
    title: `${nameOf(row.name)}, ${nameOf(row.kind)}`,
    sections: [
      currentState(subject),
      opening({isGuest: guestKind !== undefined}),
      // What does not work here comes last, for people who look for it.
      ...methods.filter((section) => section !== undefined).sort(workingFirst),
      afterwards(facts, row, {isGuest: guestKind !== undefined}),
      caution,
    ],
  };
}

function workingFirst(a: GuideSection, b: GuideSection): number {
  return Number(a.unavailable ?? false) - Number(b.unavailable ?? false);
}

function currentState(subject: GuideSubject): GuideSection {
  const {
    row: {processes, preload},
    nested,
    owner,
  } = subject;
  const states = preloadStates
    .filter((state) => preload[state] > 0)
    .map((state) => `${preload[state]} ${state}`);
  const counts = states.length > 0 ? `: ${states.join(', ')}` : '';
  const parts = [`${countOf(processes, 'process', 'processes')}${counts}.`];
  if (owner !== undefined) {
    // `systemctl --user` and the tools of a runtime reach only what belongs to their own user.
    parts.push(
      `It belongs to ${userText(subject, owner)}: run the commands below in a login session of that user, and as root those that need it (rpm, ksmtop set).`,
    );
  }
  if (nested) {
    parts.push(
      'This container is inside another one. Below, "the host" is that outer container: run the commands there.',
    );
  }
  return {heading: 'Now', parts};
}
