import {showUntrusted} from '../text/untrusted.js';
import {parseUntrusted} from '../text/untrustedJson.js';
import {credentialVariables, type PrometheusAddress} from './address.js';
import {createRequests, type HttpAnswer, type RequestLimits} from './request.js';

/** A series of Prometheus: its labels (untrusted) and its newest value. */
export type Series = {labels: Readonly<Record<string, string>>; value: number};

/** A series over time: points of seconds since 1970 and a value. */
export type Course = {
  labels: Readonly<Record<string, string>>;
  points: ReadonlyArray<readonly [timeSeconds: number, value: number]>;
};

/** Queries Prometheus; rejects with a sentence. Implausible values are left out. */
export type PrometheusClient = {
  query: (expression: string) => Promise<readonly Series[]>;
  queryRange: (expression: string, range: Range) => Promise<readonly Course[]>;
  /** Cancels pending requests and refuses new ones. */
  stop: () => void;
};

export type Range = {endSeconds: number; rangeSeconds: number; stepSeconds: number};

/** More than a fleet has of one figure, or a host of all figures. */
const mostSeries = 50_000;
/** The limit of Prometheus itself for one series. */
const mostPoints = 11_000;
/** Series with longer labels, or more of them, are left out as implausible. */
const longestLabel = 1024;
const mostLabels = 100;
/** The kernel counts in 64 bits; larger values are left out as implausible. */
const largestFigure = 2 ** 64;
const longestComplaint = 300;

/** A client of the HTTP API of Prometheus, /api/v1. */
export function createPrometheusClient(
  address: PrometheusAddress,
  limits: Partial<RequestLimits> = {},
): PrometheusClient {
  const {url} = address;
  const requests = createRequests(address, limits);

  async function ask(path: string, parameters: Record<string, string>): Promise<unknown[]> {
    const answer = await get(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const body = parseJson(answer.text);
    if (isRecord(body) && body.status === 'error') {
      const said = typeof body.error === 'string' ? body.error.slice(0, longestComplaint) : '';
      const complaint = showUntrusted(said) || 'it does not say why';
      throw new Error(`Prometheus at ${url} rejected a query: ${complaint}.`);
    }
    const result = isRecord(body) && isRecord(body.data) ? body.data.result : undefined;
    if (!Array.isArray(result)) {
      throw new Error(
        `${url} answers, but not like Prometheus (HTTP ${answer.status}). Give the address of its web page, such as http://monitor:9090.`,
      );
    }
    if (result.length > mostSeries) {
      throw new Error(`Prometheus at ${url} returned more than ${mostSeries} series at once.`);
    }
    return result;
  }

  async function get(target: string): Promise<HttpAnswer> {
    const answer = await requests.get(target).catch((error: Error) => {
      throw new Error(`Prometheus at ${url} cannot be reached: ${error.message}.`);
    });
    const {status} = answer;
    if (status === 401 || status === 403) {
      const {user, password, token} = credentialVariables;
      throw new Error(
        `Prometheus at ${url} requires authentication (HTTP ${status}): set ${token}, or ${user} and ${password}, in the environment.`,
      );
    }
    return answer;
  }

  return {
    async query(expression) {
      const result = await ask('query', {query: expression});
      return result.flatMap((entry): Series[] => {
        const labels = labelsOf(entry);
        const [, value] = pointOf(isRecord(entry) ? entry.value : undefined) ?? [];
        return labels === undefined || value === undefined ? [] : [{labels, value}];
      });
    },
    async queryRange(expression, {endSeconds, rangeSeconds, stepSeconds}) {
      const result = await ask('query_range', {
        query: expression,
        start: String(endSeconds - rangeSeconds),
        end: String(endSeconds),
        step: String(stepSeconds),
      });
      return result.flatMap((entry): Course[] => {
        const labels = labelsOf(entry);
        const values = isRecord(entry) && Array.isArray(entry.values) ? entry.values : [];
        if (labels === undefined) return [];
        return [{labels, points: values.slice(-mostPoints).flatMap((value) => points(value))}];
      });
    },
    stop: requests.stop,
  };
}

function parseJson(text: string): unknown {
  try {
    return parseUntrusted(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The labels of a result; absent: implausible. */
function labelsOf(entry: unknown): Record<string, string> | undefined {
  const metric = isRecord(entry) && isRecord(entry.metric) ? entry.metric : {};
  const labels = Object.entries(metric);
  if (labels.length > mostLabels) return undefined;
  const areFair = labels.every(
    ([name, value]) =>
      name.length <= longestLabel && typeof value === 'string' && value.length <= longestLabel,
  );
  return areFair ? (Object.fromEntries(labels) as Record<string, string>) : undefined;
}

function pointOf(pair: unknown): [number, number] | undefined {
  if (!Array.isArray(pair) || pair.length !== 2) return undefined;
  const [time, value] = [numberOf(pair[0]), numberOf(pair[1])];
  return time === undefined || value === undefined ? undefined : [time, value];
}

/** A number of the API, given as text or number; absent: not a number, or implausible. */
function numberOf(value: unknown): number | undefined {
  const isText = typeof value === 'string' && value.trim() !== '';
  const number = isText || typeof value === 'number' ? Number(value) : Number.NaN;
  return Math.abs(number) <= largestFigure ? number : undefined;
}

function points(pair: unknown): Array<[number, number]> {
  const point = pointOf(pair);
  return point ? [point] : [];
}
