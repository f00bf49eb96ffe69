import {groupBy} from '../../../model/groupBy.js';
import type {RemoteRequest} from './remoteRequest.js';

/** Requests that are sent together. */
export type RequestBatch = {
  /** What the far side is sent. */
  text: string;
  /** The parts of its answer, in order. */
  parts: readonly AnswerPart[];
};

/** A part of an answer: the sign that begins it, and the requests that it answers. */
export type AnswerPart = {
  /** A separator, or the first word of what the far side's shell says. */
  sign: 'separator' | 'list' | 'links' | 'start' | 'writable' | 'files';
  /** None, one, or, of links, several. */
  requests: readonly RemoteRequest[];
};

/** Since Linux 2.6.23 the words of a command get a quarter of its stack: 2 MiB by default. */
const largestBatch = 131_072;
const separatorPath = 'environ';
/** As much as a separator needs, too. */
const leastStart = 4096;

/** Makes a batch of the first requests in the queue, and removes them from it. */
export function takeBatch(queue: RemoteRequest[]): RequestBatch {
  let length = 0;
  let count = 0;
  for (const {path} of queue) {
    length += path.length + separatorPath.length + 2;
    if (length > largestBatch && count > 0) break;
    count++;
  }
  return batchOf(queue.splice(0, count));
}

function batchOf(requests: readonly RemoteRequest[]): RequestBatch {
  const lines: string[][] = [];
  const parts: AnswerPart[] = [];
  for (const request of requests) {
    const line = lineOf(request);
    if (!line) continue;
    lines.push(line);
    parts.push({sign: line[0] as AnswerPart['sign'], requests: [request]});
  }
  const links = requests.filter(({kind, alone}) => kind === 'link' && !alone);
  if (links.length > 0) {
    lines.push(['links', ...links.map(({path}) => path)]);
    parts.push({sign: 'links', requests: links});
  }
  for (const [limit, group] of byLimit(requests)) {
    lines.push(['start', String(limit), ...group.flatMap(({path}) => [separatorPath, path])]);
    parts.push({sign: 'start', requests: []}, ...separated(group));
  }
  const files = requests.filter(({kind}) => kind === 'file');
  if (lines.length > 0) parts.push({sign: 'files', requests: []});
  parts.push(...separated(files), {sign: 'separator', requests: []});
  const text = [
    'read',
    ...lines.map((words) => words.join('\t')),
    'files',
    [...files.flatMap(({path}) => [separatorPath, path]), separatorPath].join('\t'),
    '',
  ].join('\n');
  return {text, parts};
}

/** The line of a request that has an answer of its own. */
function lineOf({kind, path, alone}: RemoteRequest): string[] | undefined {
  switch (kind) {
    case 'list':
      return ['list', path];
    case 'writable':
      return ['writable', path];
    case 'link':
      return alone ? ['links', path] : undefined;
    default:
      return undefined;
  }
}

/** How many bytes of a file are sent. */
export function startBytes({limit = leastStart}: RemoteRequest): number {
  return Math.max(leastStart, limit);
}

function separated(requests: readonly RemoteRequest[]): AnswerPart[] {
  return requests.map((request) => ({sign: 'separator', requests: [request]}));
}

function byLimit(
  requests: readonly RemoteRequest[],
): ReadonlyMap<number, readonly RemoteRequest[]> {
  const starts = requests.filter((request) => request.kind === 'start');
  return groupBy(starts.map((request) => [startBytes(request), request]));
}
