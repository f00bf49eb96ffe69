/** RFC 4180, read strictly: records end with CRLF, quotes are doubled, nothing follows a quote. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let fields: string[] = [];
  let rest = text;
  while (rest !== '') {
    const match = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
    if (!match) throw new Error(`no CSV: ${JSON.stringify(rest.slice(0, 50))}`);
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    rest = rest.slice(match[0].length);
    if (match[3] === '\r\n') {
      records.push(fields);
      fields = [];
    }
  }
  return records;
}

export type Series = {name: string; labels: Record<string, string>; value: number};

const sampleLine = /^([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (-?\d+(?:\.\d+)?)$/;

/**
 * The text format of Prometheus, read strictly: each family comes once and whole, with HELP and
 * TYPE before it, no series comes twice, and the end mark is there.
 */
export function parseExposition(text: string): Series[] {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.pop() !== '# EOF') throw new Error('no end mark');
  const series: Series[] = [];
  const seen = new Set<string>();
  let family = '';
  for (const line of lines) {
    const [, kind, described = '', text = ''] = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      if (seen.has(described)) throw new Error(`once more: ${line}`);
      seen.add(described);
      family = described;
    } else if (kind === 'TYPE') {
      const type = family.endsWith('_total') ? 'counter' : 'gauge';
      if (described !== family || text !== type) throw new Error(`no such type: ${line}`);
    } else {
      series.push(parseSample(line, family));
      const identity = line.slice(0, line.lastIndexOf(' '));
      if (seen.has(`{${identity}`)) throw new Error(`once more: ${line}`);
      seen.add(`{${identity}`);
    }
  }
  return series;
}

function parseSample(line: string, family: string): Series {
  const [, name, labelText = '', value] = sampleLine.exec(line) ?? [];
  if (name !== family) throw new Error(`no sample of ${family}: ${line}`);
  const labels: Record<string, string> = {};
  for (const [, label = '', quoted = ''] of labelText.matchAll(/([a-z]+)="((?:[^"\\]|\\.)*)"/g)) {
    labels[label] = quoted.replace(/\\(.)/g, (_, character) =>
      character === 'n' ? '\n' : character,
    );
  }
  return {name, labels, value: Number(value)};
}
