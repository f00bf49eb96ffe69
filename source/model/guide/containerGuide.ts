import {countOf} from '../../text/count.js';
import {nameOf} from '../advice/words.js';
import type {ContainerRow} from '../derive/containers.js';
import {preloadStates} from '../derive/preloadState.js';
import {checking} from './checking.js';
import {guestWay, isGuest} from './guestWay.js';
import {type GuideFacts, type GuideSubject, subjectOf, userText} from './guideFacts.js';
import type {Guide, GuideSection} from './guideShape.js';
import {preloadFileWay} from './preloadFileWay.js';
import {preloadWay} from './preloadWay.js';
import {trust} from './trust.js';
import {unitWay} from './unitWay.js';

/** The steps to opt in the programs of one container. */
export function containerGuide(facts: GuideFacts, row: ContainerRow): Guide {
  const subject = subjectOf(facts, row);
  const ways = isGuest(subject)
    ? [guestWay(subject)]
    : [unitWay(subject), preloadWay(subject), preloadFileWay(subject)];
  return {
    title: `${nameOf(row.name)}, ${nameOf(row.kind)}`,
    sections: [
      present(subject),
      // What does not work here comes last, and is said only because people look for it.
      ...ways.filter((way) => way !== undefined).sort(byPromise),
      checking(facts, row),
      trust,
    ],
  };
}

function byPromise(a: GuideSection, b: GuideSection): number {
  return Number(a.barred ?? false) - Number(b.barred ?? false);
}

function present(subject: GuideSubject): GuideSection {
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
    // `systemctl --user` and the tools of a runtime reach what belongs to whoever types them.
    parts.push(
      `It belongs to ${userText(subject, owner)}: type the lines below in a login session of that user.`,
    );
  }
  if (nested) {
    parts.push(
      'This is a container inside another one: what is said of the host below, its units and its commands, applies to that one.',
    );
  }
  return {heading: 'Now', parts};
}
