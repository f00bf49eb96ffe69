import {flawOf, type PreloadFlaw} from '../../kernel/process/preloadEntry.js';
import type {Diagnosis, Reason} from './reason.js';

/** Why the loader cannot use an entry as it is written, and what to write instead. */
const words: Readonly<Record<PreloadFlaw, {why: string; cure: string}>> = {
  quotes: {
    why: 'the quotation marks become part of the file name',
    cure: 'Remove the quotation marks where LD_PRELOAD is set',
  },
  'carriage return': {
    why: 'the carriage return at its end becomes part of the file name',
    cure: "Convert the file that sets it to Unix line ends (sed -i 's/\\r$//' FILE)",
  },
  comma: {
    why: 'entries are separated by spaces or colons, not by commas',
    cure: 'Write a colon in place of each comma',
  },
  semicolon: {
    why: 'entries are separated by spaces or colons, not by semicolons',
    cure: 'Write a colon in place of each semicolon',
  },
  'white space': {
    why: 'entries are separated by spaces or colons, not by other white space',
    cure: 'Separate the entries by colons alone',
  },
  assignment: {
    why: 'the assignment becomes part of the file name',
    cure: 'Write the path alone',
  },
  home: {
    why: 'it does not expand ~',
    cure: 'Write the whole path',
  },
  variable: {
    why: 'it expands $LIB, $PLATFORM and $ORIGIN, and no other variable',
    cure: 'Write the whole path',
  },
};

/** Why an entry finds no library, for the middle of a sentence; absent: nothing speaks against it. */
export function flawText(entry: string): string | undefined {
  const flaw = flawOf(entry);
  return flaw && `the loader cannot use this entry because ${words[flaw].why}`;
}

/** The entry names another file than was meant, and there is no such file. */
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

/** What the loader of glibc does and that of musl does not. */
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
        text: `${library.path} was asked for, but the program runs on musl, whose loader expands no variables in LD_PRELOAD.`,
        cure: 'Write the whole path, then restart the program.',
      }
    : undefined;
};

/** A path relative to the directory that the program was started in. */
export const relativeEntry: Reason = ({inspection: {library}}) =>
  library && library.present === undefined && isRelative(library.path)
    ? {
        text: `${library.path} was asked for, but is not loaded: the loader looks for it from the working directory that the program was started in.`,
        cure: 'Write a path that begins with a slash, then restart the program.',
      }
    : undefined;

/** Whether a loader looks for it from the working directory. */
export function isRelative(entry: string): boolean {
  return entry.includes('/') && !/^[/$]/.test(entry);
}

function isMusl(program: {interpreter?: string} | undefined): boolean {
  return program?.interpreter?.includes('ld-musl') ?? false;
}
