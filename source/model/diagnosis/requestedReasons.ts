import {byPrctl, type Reason} from './reason.js';

export const staticProgram: Reason = ({inspection: {program, library}}) =>
  program && program.interpreter === undefined && library
    ? {
        text: `${library.path} was requested, but the program is statically linked: no loader reads LD_PRELOAD.`,
        cure: `Use a dynamically linked build, or ${byPrctl}.`,
      }
    : undefined;

export const secureProgram: Reason = ({inspection: {secure, library, preloadVariable = true}}) =>
  secure && library && preloadVariable
    ? {
        text: `${library.path} was requested, but the program is setuid or has file capabilities (AT_SECURE): the loader ignores paths in LD_PRELOAD.`,
        cure: `List the library in /etc/ld.so.preload of the container, or ${byPrctl}.`,
      }
    : undefined;

export const missingLibrary: Reason = ({inspection: {library}}) =>
  library?.present === false
    ? {
        text: `${library.path} was requested, but that file is missing in its container.`,
        cure: 'Install the library in the container (ksmtop guide), then restart the program.',
      }
    : undefined;

export const otherLibc: Reason = ({inspection: {program, library}}) =>
  library && program?.interpreter?.includes('ld-musl')
    ? {
        text: `${library.path} was requested but is not loaded, and the program uses musl: it started before the library was installed, or the library is not built for musl.`,
        cure: `Build the library for musl (on Alpine: gcc, cmake) before you restart the program: with a library for glibc it may fail to start. Or ${byPrctl}.`,
      }
    : undefined;

export const otherMachine: Reason = ({inspection: {program, library}}) => {
  const elf = library?.elf;
  if (!program || !elf || (elf.bits === program.bits && elf.machine === program.machine))
    return undefined;
  return {
    text: `${library.path} is built for ${elf.machine} (${elf.bits}-bit), the program for ${program.machine} (${program.bits}-bit).`,
    cure: 'Install the library for that architecture too (lib32, or use $LIB in the path).',
  };
};

export const startedBefore: Reason = ({inspection: {library}}) =>
  library?.present
    ? {
        text: `${library.path} was requested and exists now, but is not loaded: the program started before it was installed, or the loader could not use it.`,
        cure: 'Restart the program. If the loader cannot use the library, it says why on standard error.',
      }
    : undefined;

export const libraryNotReadOverSsh: Reason = ({inspection: {library}, sample}) =>
  library && library.present === undefined && sample.host.containerFilesRead === false
    ? {
        text: `${library.path} was requested but is not loaded. Whether the file exists is not read over SSH.`,
        cure: 'Look for the file in its container, and for "cannot be preloaded" on its standard error.',
      }
    : undefined;

export const requestedOnly: Reason = ({row}) => ({
  text: `${row.process.preload.requested || 'A KSM library'} was requested but is not loaded.`,
  cure: 'Look for "cannot be preloaded" on its standard error.',
});
