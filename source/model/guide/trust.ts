import type {GuideSection} from './guideShape.js';

export const trust: GuideSection = {
  heading: 'Caution',
  parts: [
    'A program that times its own writes can find out whether another one has a page of the same content: opt in only what may know of each other.',
  ],
};
