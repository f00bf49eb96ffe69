import {doubtText, newerKernel} from '../belief/doubt.js';
import {obstacleOf} from '../derive/readability.js';
import type {Case, Diagnosis, Reason} from './reason.js';

/** Its memory lock is held for good. */
export const doesNotAnswer: Reason = ({row: {process}, inspection: {regionsError}}) =>
  regionsError === 'too slow'
    ? {
        text: 'It does not answer: something in it holds the lock on its memory and waits itself, and so would whoever reads its KSM state. ksmd waits for that lock too, once it comes to this process.',
        cure: `Find out what it waits for: timeout 3 cat /proc/${process.pid}/wchan, which may hang as well; often it is a network file system. The State line of /proc/${process.pid}/status always answers.`,
      }
    : undefined;

/** The locks of others are. */
export const notTried: Reason = ({inspection: {regionsError}}) =>
  regionsError === 'not tried'
    ? {
        text: 'It was not read: so many other processes hang that ksmtop does not try those that never answered, or no process could be started to read it.',
        cure: 'Find those: grep -l State:.D /proc/[0-9]*/status; then what they wait for: timeout 3 cat /proc/PID/wchan.',
      }
    : undefined;

/** What the kernel counts of it cannot be. */
export const notBelievable: Reason = ({row: {process}}) => {
  const doubt = process.doubts?.find(({figure}) => figure !== 'ksm_zero_pages');
  return (
    doubt && {
      text: `What it merges is unknown, for the kernel's count of it is impossible: ${doubtText(doubt)}.`,
      cure: `It may have been inherited from its parent, or be of memory freed since the last scan; ${newerKernel}.`,
    }
  );
};

/** ksmtop or the host has no descriptors or memory left. */
export const noResources: Reason = ({row: {process}, inspection: {regionsError}, sample}) => {
  if (regionsError !== 'no resources') return undefined;
  const {text, cure = ''} = obstacleOf(process, sample) ?? {};
  const why = text ?? 'ksmtop or the host has no files or memory left to read with';
  return {text: `It could not be read: ${why}.`, ...(cure && {cure})};
};

/** Its environment could not be read to its end. */
export const tooLarge: Reason = ({row: {process}}) =>
  process.readable && process.preload.mapped === false && process.preload.requested === undefined
    ? {
        text: 'It has no KSM library loaded; whether it asks for one could not be read: its environment is larger than what is read of any, or not readable.',
        cure: `grep -az ^LD_PRELOAD= /proc/${process.pid}/environ | cat -v`,
      }
    : undefined;

/** Its environment asks for none; the file that may is not opened. */
export const fileNotReadOverSsh: Reason = ({row: {process}, sample}) =>
  sample.host.containerFilesRead === false && process.readable && process.preload.mapped === false
    ? {
        text: 'It has loaded no KSM library. Whether it asks for one is not known: files inside containers, as /etc/ld.so.preload, are not read over SSH.',
        cure: 'To find out, run ksmtop on that host.',
      }
    : undefined;

/** There is no right to. */
export function notReadable({row: {process}, sample}: Case): Diagnosis {
  const obstacle = obstacleOf(process, sample);
  const unread =
    process.ksm?.rmapItems === 0
      ? 'It offers nothing; whether a library is loaded could not be read'
      : 'Its KSM state could not be read';
  const why = obstacle?.text ? `: ${obstacle.text}` : '';
  return {text: `${unread}${why}.`, ...(obstacle?.cure && {cure: obstacle.cure})};
}
