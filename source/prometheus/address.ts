import {quoted} from '../text/quoted.js';
/** Address of a Prometheus server, and headers for each request. */
export type PrometheusAddress = {
  /** Without user, password or trailing slash. */
  url: string;
  headers: Readonly<Record<string, string>>;
};

/** Basic authentication, or a bearer token for a Prometheus behind a proxy. */
export type Credentials = {user?: string; password?: string; token?: string};

/** Environment variables, because every user can read a command line. */
export const credentialVariables = {
  user: 'KSMTOP_PROMETHEUS_USER',
  password: 'KSMTOP_PROMETHEUS_PASSWORD',
  token: 'KSMTOP_PROMETHEUS_TOKEN',
} as const satisfies Record<keyof Credentials, string>;

/** The credentials in these environment variables; empty: not set. */
export function credentialsIn(environment: NodeJS.ProcessEnv): Credentials {
  const {user, password, token} = credentialVariables;
  return {
    user: environment[user] ?? '',
    password: environment[password] ?? '',
    token: environment[token] ?? '',
  };
}

/**
 * Parses a typed address: `monitor:9090`, `https://user:password@host/prometheus`; a user in it
 * takes precedence over the credentials. Throws an error with a sentence that contains no secrets.
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

/** Checked here, because the runtime's error would include the token. */
function bearer(token: string): string | undefined {
  if (token === '') return undefined;
  if (/^[\x21-\x7e]+$/.test(token)) return `Bearer ${token}`;
  throw new Error(
    `${credentialVariables.token} is not a valid token: it contains spaces or non-ASCII characters.`,
  );
}

/** Decodes a part of a URL; a `%` that begins no escape is kept. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A password ends at the last `@`; a query may contain another secret. */
function withoutSecrets(text: string): string {
  return text.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '?…');
}
