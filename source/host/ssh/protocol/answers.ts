import {errnoInWords} from '../../io/errnoWords.js';
import type {Ask} from './ask.js';

/** A complaint is a line; longer than with the longest path it cannot be. */
export const longestComplaint = 8192;

/**
 * Answers asks with what came for them. What is handed out and the complaint about why it cannot be
 * come over one line, so a file can pretend to be unreadable; its owner could make it that, too.
 */
export function answerAsks(asks: readonly Ask[], bytes: Buffer): void {
  const [ask] = asks;
  if (!ask) return;
  if (ask.kind === 'link') {
    answerLinks(asks, bytes.toString());
    return;
  }
  const errno = complaintIn(bytes, ask.path);
  if (errno !== undefined) ask.answer(undefined, errno);
  else if (ask.kind === 'writable' && bytes.length > 0) {
    ask.answer(undefined, errnoInWords(bytes.toString()));
  } else ask.answer(bytes.subarray(0, ask.limit), '');
}

/** `cat: /proc/1/maps: Permission denied`, with or without something before. */
function complaintIn(bytes: Buffer, path: string): string | undefined {
  if (bytes.length === 0 || bytes.at(-1) !== 10) return undefined;
  const start = bytes.lastIndexOf(10, -2) + 1;
  if (bytes.length - start > longestComplaint || !isProgramName(bytes, start)) return undefined;
  const line = bytes.toString('utf8', start);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isComplaint = /^(?:cat|head|ls): .*: [^:]+\n$/.test(line) && line.includes(name);
  return isComplaint ? errnoInWords(line) : undefined;
}

const initials: ReadonlySet<number> = new Set([...'chl'].map((letter) => letter.charCodeAt(0)));

/** A glance at the first letter, for all the lines that are none. */
function isProgramName(bytes: Buffer, start: number): boolean {
  return initials.has(bytes[start] ?? 0);
}

/** `lrwxrwxrwx 1 0 0 0 Nov 26 05:22 /proc/1/ns/pid -> pid:[4026531836]`, and complaints. */
function answerLinks(asks: readonly Ask[], text: string): void {
  const lines = asks.length > 1 ? text.split('\n') : [text];
  for (const {path, answer} of asks) {
    const arrow = ` ${path} -> `;
    const line = lines.find((entry) => entry.includes(arrow));
    if (line !== undefined) {
      const target = line.slice(line.indexOf(arrow) + arrow.length).replace(/\n$/, '');
      answer(Buffer.from(target), '');
      continue;
    }
    const complaint = text.split('\n').find((entry) => /^ls: /.test(entry) && isAbout(entry, path));
    // A file that is no link is listed without a target.
    answer(undefined, complaint === undefined ? 'EINVAL' : errnoInWords(complaint));
  }
}

/** `/proc/1/ns/pid`, and not `/proc/1/ns/pid_for_children`. */
function isAbout(complaint: string, path: string): boolean {
  const end = complaint.indexOf(path) + path.length;
  return end >= path.length && /^['’]?:/.test(complaint.slice(end));
}
