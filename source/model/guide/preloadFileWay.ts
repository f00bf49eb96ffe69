import type {GuideSubject} from './guideFacts.js';
import type {GuideSection} from './guideShape.js';
import {copy, settingLine} from './lines.js';

/** These have the root of the host: such a file there would reach every program of the host. */
const withoutRoot: ReadonlySet<string> = new Set([
  'service',
  'session',
  'namespace',
  'flatpak',
  'snap',
]);

/** The loader's own list: reaches what has no environment of its own to set. */
export function preloadFileWay({row, library}: GuideSubject): GuideSection | undefined {
  if (withoutRoot.has(row.kind)) return undefined;
  return {
    heading: '/etc/ld.so.preload in its root: every program, setuid ones too',
    parts: [
      copy(settingLine`echo ${library} >> /etc/ld.so.preload`),
      'Inside the container, with the library in place first: every program that starts there reads this file, and one of another C library or architecture complains at each start.',
    ],
  };
}
