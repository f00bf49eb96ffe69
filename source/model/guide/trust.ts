import type {GuideSection} from './guide.js';

export const trust: GuideSection = {
  heading: 'Mind',
  parts: [
    'Who can time its own writes can find out whether another program has a page of the same content: opt in only what may know of each other.',
  ],
};
