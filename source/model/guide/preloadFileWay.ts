import type {GuideSection} from './guide.js';
import type {GuideSubject} from './guideFacts.js';

/** The loader's own list: reaches what has no environment of its own to set. */
export function preloadFileWay({library}: GuideSubject): GuideSection {
  return {
    heading: '/etc/ld.so.preload in its root: every program, setuid ones too',
    parts: [
      [`echo ${library} >> /etc/ld.so.preload`],
      'Inside the container, with the library in place first: every program that starts there reads this file, and one of another C library or architecture complains at each start.',
    ],
  };
}
