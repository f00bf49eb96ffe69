import {doubtText, newerKernel} from '../belief/doubt.js';
import {obstacleOf} from '../derive/readability.js';
import type {Case, Diagnosis, Reason} from './reason.js';

/** Its mmap_lock is held and not released. */
export const readHangs: Reason = ({row: {process}, inspection: {regionsError}}) =>
  regionsError === 'too slow'
    ? {
        text: 'Reading its KSM state hangs: a thread of this process holds the lock on its memory (mmap_lock) and is waiting for something itself. ksmd will wait for that lock too when it reaches this process.',
        cure: `Find out what it waits for, often a network file system: timeout 3 cat /proc/${process.pid}/wchan (may hang too). The State line of /proc/${process.pid}/status never hangs.`,
      }
    : undefined;

/** Reads of other processes hang. */
export const notTried: Reason = ({inspection: {regionsError}}) =>
  regionsError === 'not tried'
    ? {
        text: 'It was not read: too many reads of other processes hang, or no process could be started to read it.',
        cure: 'Find processes that hang with grep -l State:.D /proc/[0-9]*/status, and what one waits for with timeout 3 cat /proc/PID/wchan.',
      }
    : undefined;

/** The kernel's count of it is impossible. */
export const notBelievable: Reason = ({row: {process}}) => {
  const doubt = process.doubts?.find(({figure}) => figure !== 'ksm_zero_pages');
  return (
    doubt && {
      text: `What it merges is unknown because the kernel's count is impossible: ${doubtText(doubt)}.`,
      cure: `The count may be inherited from its parent, or include memory freed since the last scan; ${newerKernel}.`,
    }
  );
};

/** ksmtop or the host has run out of file descriptors or memory. */
export const noResources: Reason = ({row: {process}, inspection: {regionsError}, sample}) => {
  if (regionsError !== 'no resources') return undefined;
  const {text, cure = ''} = obstacleOf(process, sample) ?? {};
  const why = text ?? 'ksmtop or the host has run out of file descriptors or memory';
  return {text: `It could not be read: ${why}.`, ...(cure && {cure})};
};

/** Its environment could not be read in full. */
export const tooLarge: Reason = ({row: {process}}) =>
  process.readable && process.preload.mapped === false && process.preload.requested === undefined
    ? {
        text: 'It has not loaded a KSM library. Whether it requests one is unknown: its environment is too large, or cannot be read.',
        cure: `grep -az ^LD_PRELOAD= /proc/${process.pid}/environ | cat -v`,
      }
    : undefined;

/** Its environment requests no library; /etc/ld.so.preload might, but is not read over SSH. */
export const fileNotReadOverSsh: Reason = ({row: {process}, sample}) =>
  sample.host.containerFilesRead === false && process.readable && process.preload.mapped === false
    ? {
        text: 'It has not loaded a KSM library. Whether it requests one is unknown: files inside containers, such as /etc/ld.so.preload, are not read over SSH.',
        cure: 'To find out, run ksmtop on that host.',
      }
    : undefined;

/** ksmtop lacks the right to read it. */
export function notReadable({row: {process}, sample}: Case): Diagnosis {
  const obstacle = obstacleOf(process, sample);
  const unread =
    process.ksm?.rmapItems === 0
      ? 'It offers nothing; whether a library is loaded could not be read'
      : 'Its KSM state could not be read';
  const why = obstacle?.text ? `: ${obstacle.text}` : '';
  return {text: `${unread}${why}.`, ...(obstacle?.cure && {cure: obstacle.cure})};
}
