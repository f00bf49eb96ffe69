/** Where a Prometheus answers, and what it is asked with. */
export type PrometheusAddress = {
  /** Without user, password and trailing slash. */
  url: string;
  headers: Readonly<Record<string, string>>;
};

/** Holds a bearer token, for a Prometheus behind a proxy that wants one. */
export const tokenVariable = 'PROMETHEUS_TOKEN';

/**
 * Reads an address as it was typed: `monitor:9090`, `https://user:password@host/prometheus`.
 * Throws a sentence.
 */
export function parseAddress(text: string, token: string | undefined): PrometheusAddress {
  const typed = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (!url?.hostname || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new Error(
      `--prometheus takes the address of a Prometheus, as http://monitor:9090, not ${JSON.stringify(text)}.`,
    );
  }
  const {username, password} = url;
  url.username = '';
  url.password = '';
  const headers: Record<string, string> = {};
  if (username) {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
  } else if (token) {
    headers['authorization'] = `Bearer ${token.trim()}`;
  }
  return {url: url.href.replace(/\/+$/, ''), headers};
}
