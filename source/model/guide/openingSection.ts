import type {GuideSection} from './guideShape.js';

/** What to do before changing how programs start. */
export function opening({isGuest = false} = {}): GuideSection {
  return {
    heading: 'First',
    parts: [
      '`ksmtop estimate`, or `e` in ksmtop, shows what KSM would save.',
      // A guest offers its memory itself, or not at all.
      ...(isGuest
        ? []
        : [
            '`ksmtop optin`, or `o`, opts in running programs until they restart; what follows lasts.',
          ]),
    ],
  };
}
