import {errnoInWords} from '../../io/errnoWords.js';
import type {RemoteRequest} from './remoteRequest.js';

/** A complaint is one line: the longest has the longest path in it. */
export const longestComplaint = 8192;

/**
 * Answers requests with what came for them. Content and complaints share one stream, so a file can
 * pretend to be unreadable; its owner could make it unreadable, too.
 */
export function answerRequests(requests: readonly RemoteRequest[], bytes: Buffer): void {
  const [request] = requests;
  if (!request) return;
  if (request.kind === 'link') {
    answerLinks(requests, bytes.toString());
    return;
  }
  const errno = complaintIn(bytes, request.path);
  if (errno !== undefined) request.answer(undefined, errno);
  else if (request.kind === 'writable' && bytes.length > 0) {
    request.answer(undefined, errnoInWords(bytes.toString()));
  } else request.answer(bytes.subarray(0, request.limit), '');
}

/** `cat: /proc/1/maps: Permission denied`, with or without content before it. */
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

/** Checks the first letter alone: most lines are no complaint. */
function isProgramName(bytes: Buffer, start: number): boolean {
  return initials.has(bytes[start] ?? 0);
}

/** `lrwxrwxrwx 1 0 0 0 Nov 26 05:22 /proc/1/ns/pid -> pid:[4026531836]`, and complaints. */
function answerLinks(requests: readonly RemoteRequest[], text: string): void {
  const lines = requests.length > 1 ? text.split('\n') : [text];
  for (const {path, answer} of requests) {
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

/** Whether it names `/proc/1/ns/pid`, not `/proc/1/ns/pid_for_children`. */
function isAbout(complaint: string, path: string): boolean {
  const end = complaint.indexOf(path) + path.length;
  return end >= path.length && /^['’]?:/.test(complaint.slice(end));
}
