import {flawOf, type PreloadFlaw} from '../../kernel/process/loader/preloadEntry.js';
import type {Diagnosis, Reason} from './reason.js';

/** Why the loader cannot use an entry as written, and what to write instead. */
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
    cure: 'Replace each comma with a colon',
  },
  semicolon: {
    why: 'entries are separated by spaces or colons, not by semicolons',
    cure: 'Replace each semicolon with a colon',
  },
  'white space': {
    why: 'entries are separated by spaces or colons, not by other white space',
    cure: 'Separate entries with colons only',
  },
  assignment: {
    why: 'the assignment becomes part of the file name',
    cure: 'Write only the path',
  },
  home: {
    why: 'it does not expand ~',
    cure: 'Write the full path',
  },
  variable: {
    why: 'it expands no variables other than $LIB, $PLATFORM and $ORIGIN',
    cure: 'Write the full path',
  },
  backslash: {
    why: 'the backslash becomes part of the file name',
    cure: 'Remove the backslash where LD_PRELOAD is set',
  },
  specifier: {
    why: 'it expands nothing that begins with %',
    cure: 'Write the full path',
  },
  wildcard: {
    why: 'it expands no wildcards',
    cure: 'Write the full path',
  },
};

/** The loader reads the entry as the name of a different file, which does not exist. */
export const flawedEntry: Reason = ({row: {process}, inspection: {library, program}}) => {
  const entry = library?.path ?? (process.preload.requested || '');
  const flaw = flawOf(entry);
  if (!flaw || library?.present) return undefined;
  // The loader of musl accepts any white space as a separator.
  if (isMusl(program) && (flaw === 'white space' || flaw === 'carriage return')) return undefined;
  return {
    text: `${entry} was requested, but the loader cannot use this entry: ${words[flaw].why}.`,
    cure: flawCure(flaw),
  };
};

/** What to do about an entry that the loader cannot use as written. */
export function flawCure(flaw: PreloadFlaw): string {
  return `${words[flaw].cure}, then restart the program.`;
}

/** What the loader of glibc supports and that of musl does not. */
export const unknownToMusl: Reason = ({inspection}): Diagnosis | undefined => {
  const {program, library, preloadVariable, preloadFile = []} = inspection;
  if (!library || !isMusl(program)) return undefined;
  if (preloadVariable === false && preloadFile.includes(library.path)) {
    return {
      text: `${library.path} is in /etc/ld.so.preload, but the program uses musl, whose loader does not read that file.`,
      cure: 'Set LD_PRELOAD for the program instead, to a library built for musl.',
    };
  }
  return /\$\{?(?:LIB|PLATFORM|ORIGIN)/.test(library.path)
    ? {
        text: `${library.path} was requested, but the program uses musl, whose loader expands no variables in LD_PRELOAD.`,
        cure: 'Write the full path, then restart the program.',
      }
    : undefined;
};

/** A path relative to the directory that the program was started in. */
export const relativeEntry: Reason = ({inspection: {library}}) =>
  library && library.present === undefined && isRelative(library.path)
    ? {
        text: `${library.path} was requested but is not loaded: the loader looks for it relative to the directory in which the program was started.`,
        cure: 'Write a path that begins with a slash, then restart the program.',
      }
    : undefined;

/** Whether a loader resolves it against the working directory. */
function isRelative(entry: string): boolean {
  return entry.includes('/') && !/^[/$]/.test(entry);
}

function isMusl(program: {interpreter?: string} | undefined): boolean {
  return program?.interpreter?.includes('ld-musl') ?? false;
}
