import {type PrometheusAddress, tokenVariable} from './address.js';

/** A series of Prometheus: its labels, untrusted, and its newest value. */
export type Series = {labels: Readonly<Record<string, string>>; value: number};

/** A series over time: seconds since 1970, and values. */
export type Course = {
  labels: Readonly<Record<string, string>>;
  points: ReadonlyArray<readonly [timeSeconds: number, value: number]>;
};

/** Asks Prometheus; rejects with a sentence. What is no finite number is left out. */
export type PrometheusClient = {
  query: (expression: string) => Promise<readonly Series[]>;
  queryRange: (expression: string, range: Range) => Promise<readonly Course[]>;
};

export type Range = {endSeconds: number; rangeSeconds: number; stepSeconds: number};

const patienceMs = 20_000;

export function createPrometheusClient({url, headers}: PrometheusAddress): PrometheusClient {
  async function ask(path: string, parameters: Record<string, string>): Promise<unknown[]> {
    const answer = await fetchText(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const body = parseJson(answer.text);
    if (isRecord(body) && body.status === 'error') {
      throw new Error(`Prometheus at ${url} refused a query: ${String(body.error)}.`);
    }
    const result = isRecord(body) && isRecord(body.data) ? body.data.result : undefined;
    if (!Array.isArray(result)) {
      throw new Error(
        `${url} answers, but not as Prometheus does (HTTP ${answer.status}): name the address of its page, as http://monitor:9090.`,
      );
    }
    return result;
  }

  async function fetchText(target: string): Promise<{status: number; text: string}> {
    let status: number;
    let text: string;
    try {
      const response = await fetch(target, {headers, signal: AbortSignal.timeout(patienceMs)});
      ({status} = response);
      text = await response.text();
    } catch (error) {
      throw new Error(`Prometheus at ${url} cannot be reached: ${reasonOf(error)}.`);
    }
    if (status === 401 || status === 403) {
      throw new Error(
        `Prometheus at ${url} lets nobody in whom it does not know (HTTP ${status}): put user:password@ into the address, or a token into ${tokenVariable}.`,
      );
    }
    return {status, text};
  }

  return {
    async query(expression) {
      const result = await ask('query', {query: expression});
      return result.flatMap((entry): Series[] => {
        const labels = labelsOf(entry);
        const [, value] = pointOf(isRecord(entry) ? entry.value : undefined) ?? [];
        return value === undefined ? [] : [{labels, value}];
      });
    },
    async queryRange(expression, {endSeconds, rangeSeconds, stepSeconds}) {
      const result = await ask('query_range', {
        query: expression,
        start: String(endSeconds - rangeSeconds),
        end: String(endSeconds),
        step: String(stepSeconds),
      });
      return result.map((entry): Course => {
        const values = isRecord(entry) && Array.isArray(entry.values) ? entry.values : [];
        return {
          labels: labelsOf(entry),
          points: values.flatMap((value) =>
            pointOf(value) ? [pointOf(value) as [number, number]] : [],
          ),
        };
      });
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function labelsOf(entry: unknown): Record<string, string> {
  const metric = isRecord(entry) && isRecord(entry.metric) ? entry.metric : {};
  return Object.fromEntries(Object.entries(metric).map(([name, value]) => [name, String(value)]));
}

function pointOf(pair: unknown): [number, number] | undefined {
  if (!Array.isArray(pair) || pair.length !== 2) return undefined;
  const [time, value] = [Number(pair[0]), Number(pair[1])];
  return Number.isFinite(time) && Number.isFinite(value) ? [time, value] : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ConnectionRefused: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name cannot be looked up now',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it closed the connection',
};

/** What the runtime says, in words; the cause tells more than `fetch failed`. */
function reasonOf(error: unknown): string {
  const {name, code, cause, message} = error as Error & {code?: unknown; cause?: unknown};
  if (name === 'TimeoutError') return `it does not answer within ${patienceMs / 1000} s`;
  const inner = isRecord(cause) ? cause : {};
  const known = reasons[String(inner.code ?? code)];
  return known ?? String(inner.code ?? inner.message ?? code ?? message);
}
