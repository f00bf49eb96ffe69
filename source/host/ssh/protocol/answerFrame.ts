import type {Ask} from './ask.js';

/** Asks that go over the line together. */
export type Frame = {
  /** What the far side is sent. */
  text: string;
  /** What it answers, one after the other. */
  steps: readonly Step[];
};

/** A part of an answer: its sign, and what stands behind it. */
export type Step = {
  /** A separator, or the first word of what the far side says. */
  sign: 'separator' | 'list' | 'links' | 'start' | 'writable' | 'files';
  /** Whom this answers: nobody, one, or, of links, several. */
  asks: readonly Ask[];
};

/** Kernels since 2.6.23 give the words of a command a quarter of its stack: 2 MiB, as a rule. */
const largestFrame = 131_072;
const separatorPath = 'environ';
/** As much as a separator needs, too. */
const leastStart = 4096;

/** Makes a frame of the first asks in the queue, and takes these out of it. */
export function takeFrame(queue: Ask[]): Frame {
  let length = 0;
  let count = 0;
  for (const {path} of queue) {
    length += path.length + separatorPath.length + 2;
    if (length > largestFrame && count > 0) break;
    count++;
  }
  return frameOf(queue.splice(0, count));
}

function frameOf(asks: readonly Ask[]): Frame {
  const lines: string[][] = [];
  const steps: Step[] = [];
  for (const ask of asks) {
    const line = lineOf(ask);
    if (!line) continue;
    lines.push(line);
    steps.push({sign: line[0] as Step['sign'], asks: [ask]});
  }
  const links = asks.filter(({kind, alone}) => kind === 'link' && !alone);
  if (links.length > 0) {
    lines.push(['links', ...links.map(({path}) => path)]);
    steps.push({sign: 'links', asks: links});
  }
  for (const [limit, group] of byLimit(asks)) {
    lines.push(['start', String(limit), ...group.flatMap(({path}) => [separatorPath, path])]);
    steps.push({sign: 'start', asks: []}, ...separated(group));
  }
  const files = asks.filter(({kind}) => kind === 'file');
  if (lines.length > 0) steps.push({sign: 'files', asks: []});
  steps.push(...separated(files), {sign: 'separator', asks: []});
  const text = [
    'read',
    ...lines.map((words) => words.join('\t')),
    'files',
    [...files.flatMap(({path}) => [separatorPath, path]), separatorPath].join('\t'),
    '',
  ].join('\n');
  return {text, steps};
}

/** Asks that have an answer of their own. */
function lineOf({kind, path, alone}: Ask): string[] | undefined {
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

/** How much of a file is handed out. */
export function startBytes({limit = leastStart}: Ask): number {
  return Math.max(leastStart, limit);
}

function separated(asks: readonly Ask[]): Step[] {
  return asks.map((ask) => ({sign: 'separator', asks: [ask]}));
}

function byLimit(asks: readonly Ask[]): ReadonlyMap<number, readonly Ask[]> {
  const groups = new Map<number, Ask[]>();
  for (const ask of asks) {
    if (ask.kind !== 'start') continue;
    const limit = startBytes(ask);
    groups.set(limit, [...(groups.get(limit) ?? []), ask]);
  }
  return groups;
}
