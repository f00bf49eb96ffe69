import {quoted} from '../text/quoted.js';
/** Where a Prometheus answers, and what it is asked with. */
export type PrometheusAddress = {
  /** Without user, password and trailing slash. */
  url: string;
  headers: Readonly<Record<string, string>>;
};

/** Who asks; a token is a bearer token, for a Prometheus behind a proxy that wants one. */
export type Credentials = {user?: string; password?: string; token?: string};

/** What stands on a command line can be read by everybody on the machine. */
export const credentialVariables = {
  user: 'KSMTOP_PROMETHEUS_USER',
  password: 'KSMTOP_PROMETHEUS_PASSWORD',
  token: 'KSMTOP_PROMETHEUS_TOKEN',
} as const satisfies Record<keyof Credentials, string>;

/** The variable that held the token before it had company. */
const formerTokenVariable = 'PROMETHEUS_TOKEN';

export function credentialsIn(environment: NodeJS.ProcessEnv): Credentials {
  const {user, password, token} = credentialVariables;
  return {
    user: environment[user] ?? '',
    password: environment[password] ?? '',
    token: environment[token] || environment[formerTokenVariable] || '',
  };
}

/**
 * Reads an address as it was typed: `monitor:9090`, `https://user:password@host/prometheus`; what
 * stands in it counts before the credentials. Throws a sentence, without any secret in it.
 */
export function parseAddress(text: string, credentials: Credentials = {}): PrometheusAddress {
  const typed = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (!url?.hostname || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new Error(
      `--prometheus needs the address of a Prometheus server, such as http://monitor:9090, not ${quoted(withoutSecrets(text))}.`,
    );
  }
  const user = decoded(url.username) || (credentials.user ?? '');
  const password = url.username ? decoded(url.password) : (credentials.password ?? '');
  url.username = '';
  url.password = '';
  const headers: Record<string, string> = {};
  const authorization = user ? basic(user, password) : bearer(credentials.token?.trim() ?? '');
  if (authorization) headers['authorization'] = authorization;
  return {url: url.href.replace(/\/+$/, ''), headers};
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** The runtime would repeat in its complaint what it cannot send. */
function bearer(token: string): string | undefined {
  if (token === '') return undefined;
  if (/^[\x21-\x7e]+$/.test(token)) return `Bearer ${token}`;
  throw new Error(
    `${credentialVariables.token} is not a valid token: it contains spaces or non-ASCII characters.`,
  );
}

/** Not every `%` begins an escape. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A password ends with the last `@`; behind `?` there may be another secret. */
function withoutSecrets(text: string): string {
  return text.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '?…');
}
