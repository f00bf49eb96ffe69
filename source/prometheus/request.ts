import type {PrometheusAddress} from './address.js';
import {createResolverProbe} from './resolverProbe.js';

/** An HTTP response of any status. */
export type HttpAnswer = {status: number; text: string};

/** Requests to one server, with limits on time and memory. */
export type Requests = {
  /** Rejects with a reason for the end of a sentence. */
  get(target: string): Promise<HttpAnswer>;
  /** Cancels pending requests and refuses new ones. */
  stop(): void;
};

export type RequestLimits = {
  /** Until the last byte of an answer. */
  patienceMs: number;
  mostBytes: number;
  /** Over all responses that are being read. */
  mostBytesTogether: number;
};

const usual: RequestLimits = {
  patienceMs: 20_000,
  mostBytes: 2 ** 24,
  mostBytesTogether: 2 ** 26,
};

const mostRedirects = 5;

/** Requests to the server at this address, with its headers; redirects are followed. */
export function createRequests(
  {url, headers}: PrometheusAddress,
  limits: Partial<RequestLimits> = {},
): Requests {
  const {patienceMs, mostBytes, mostBytesTogether} = {...usual, ...limits};
  const ending = new AbortController();
  const isResolverAnswering = createResolverProbe();
  let held = 0;

  async function get(target: string): Promise<HttpAnswer> {
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(patienceMs)]);
    const response = await follow(target, signal);
    const pieces: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const piece of response.body ?? []) {
        length += piece.length;
        held += piece.length;
        if (length > mostBytes || held > mostBytesTogether) throw new Refusal(tooLong(mostBytes));
        pieces.push(piece);
      }
      return {status: response.status, text: Buffer.concat(pieces).toString()};
    } finally {
      held -= length;
    }
  }

  /** Follows redirects; another server never gets the credentials. */
  async function follow(target: string, signal: AbortSignal): Promise<Response> {
    const home = new URL(url).origin;
    let next = new URL(target);
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      if (!(await isResolverAnswering(next, ending.signal))) throw new Refusal(noLookup);
      const own = next.origin === home ? headers : {};
      const response = await fetch(next, {headers: own, signal, redirect: 'manual'});
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) return response;
      await response.body?.cancel();
      if (!URL.canParse(location, next.href)) break;
      next = new URL(location, next);
      next.username = '';
      next.password = '';
      if (!/^https?:$/.test(next.protocol)) break;
    }
    throw new Refusal('it redirects too often, or to something other than HTTP');
  }

  return {
    get: (target) =>
      get(target).catch((error: unknown) => {
        throw new Error(reasonOf(error, patienceMs));
      }),
    stop: () => ending.abort(),
  };
}

/** The message is the reason. */
class Refusal extends Error {}

function tooLong(mostBytes: number): string {
  return `its answer is larger than ${mostBytes / 2 ** 20} MiB`;
}

const noLookup = 'its name cannot be resolved right now';

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens on that port',
  ConnectionRefused: 'nothing listens on that port',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: noLookup,
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the host',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  ECONNRESET: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  UND_ERR_HEADERS_OVERFLOW: 'its answer is not HTTP',
  HTTPParserError: 'its answer is not HTTP',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not use TLS; begin its address with http://',
  Z_DATA_ERROR: 'its compressed answer is damaged',
  Z_BUF_ERROR: 'its compressed answer is damaged',
  'bad port': 'that port is reserved for a service other than HTTP',
};

const untrusted = (code: string) =>
  `its certificate is not trusted (${code}); set NODE_EXTRA_CA_CERTS to the file of its certificate authority`;

const ofCertificates = /CERT|VERIFY|SIGNATURE|ISSUER/;

/** The reason, from error codes alone: the runtime's messages may include credentials. */
function reasonOf(error: unknown, patienceMs: number): string {
  if (error instanceof Refusal) return error.message;
  const {name, code, cause} = error as Error & {code?: unknown; cause?: Error & {code?: unknown}};
  if (name === 'TimeoutError') return `it did not answer within ${patienceMs / 1000} s`;
  const known = String(cause?.code ?? code ?? cause?.name ?? name);
  if (ofCertificates.test(known)) return untrusted(known);
  const plain = reasons[known] ?? (cause && reasons[cause.message]);
  return plain ?? (/^[A-Z\d_]+$/.test(known) ? known : 'its answer cannot be read');
}
