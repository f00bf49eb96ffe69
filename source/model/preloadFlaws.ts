import {flawOf, type PreloadFlaw} from '../kernel/preloadEntry.js';
import type {Diagnosis, Reason} from './reason.js';

/** Why the loader cannot use an entry as it is written, and what to write instead. */
const words: Readonly<Record<PreloadFlaw, {why: string; cure: string}>> = {
  quotes: {
    why: 'it takes the quotation marks for a part of the name',
    cure: 'Remove the quotation marks where LD_PRELOAD is set',
  },
  'carriage return': {
    why: 'it takes the carriage return at its end for a part of the name',
    cure: "Give the file that sets it the line ends of Unix (sed -i 's/\\r$//' FILE)",
  },
  comma: {
    why: 'spaces and colons separate entries, commas do not',
    cure: 'Write a colon in place of each comma',
  },
  semicolon: {
    why: 'spaces and colons separate entries, semicolons do not',
    cure: 'Write a colon in place of each semicolon',
  },
  'white space': {
    why: 'no white space but a plain space separates entries',
    cure: 'Write a colon between the entries, and nothing else',
  },
  assignment: {
    why: 'it takes the assignment for a part of the name',
    cure: 'Write the path alone',
  },
  home: {
    why: 'it does not know ~: a shell replaces that only at the start of a word',
    cure: 'Write the whole path',
  },
  variable: {
    why: 'it replaces $LIB, $PLATFORM and $ORIGIN, and no other variable',
    cure: 'Write the whole path',
  },
};

/** Why an entry finds no library, for the middle of a sentence; absent: nothing speaks against it. */
export function flawText(entry: string): string | undefined {
  const flaw = flawOf(entry);
  return flaw && `the loader cannot use this entry, as ${words[flaw].why}`;
}

/** The entry asks for another name than was meant, and there is no such file. */
export const flawedEntry: Reason = ({row: {process}, inspection: {library, program}}) => {
  const entry = library?.path ?? (process.preload.requested || '');
  const flaw = flawOf(entry);
  if (!flaw || library?.present) return undefined;
  // The loader of musl takes any white space for a separator.
  if (isMusl(program) && (flaw === 'white space' || flaw === 'carriage return')) return undefined;
  const {why, cure} = words[flaw];
  return {
    text: `${entry} was asked for, but the loader cannot use this entry: ${why}.`,
    cure: `${cure}, then restart the program.`,
  };
};

/** What the loader of musl leaves out of what that of glibc does. */
export const unknownToMusl: Reason = ({inspection}): Diagnosis | undefined => {
  const {program, library, preloadVariable, preloadFile = []} = inspection;
  if (!library || !isMusl(program)) return undefined;
  if (preloadVariable === false && preloadFile.includes(library.path)) {
    return {
      text: `${library.path} is in /etc/ld.so.preload, but the program runs on musl, whose loader does not read that file.`,
      cure: 'Set LD_PRELOAD for the program instead, to a library that is built with musl.',
    };
  }
  return /\$\{?(?:LIB|PLATFORM|ORIGIN)/.test(library.path)
    ? {
        text: `${library.path} was asked for, but the program runs on musl, whose loader replaces no variables in LD_PRELOAD.`,
        cure: 'Write the whole path, then restart the program.',
      }
    : undefined;
};

/** A path that leads on from wherever the program was started. */
export const relativeEntry: Reason = ({inspection: {library}}) =>
  library &&
  library.present === undefined &&
  library.path.includes('/') &&
  !/^(?:\/|\$)/.test(library.path)
    ? {
        text: `${library.path} was asked for, but is not loaded: the loader looks for it from the working directory that the program was started in.`,
        cure: 'Write a path that begins with a slash, then restart the program.',
      }
    : undefined;

function isMusl(program: {interpreter?: string} | undefined): boolean {
  return program?.interpreter?.includes('ld-musl') ?? false;
}
