import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

export type Answer = {metric: Record<string, unknown>; value?: unknown; values?: unknown};

/** A server that answers as Prometheus does, with given series for a query. */
export type AnsweringServer = AsyncDisposable & {
  url: string;
  /** What was asked so far. */
  readonly asked: readonly Asked[];
};

export type Asked = {
  path: string;
  query: string;
  parameters: URLSearchParams;
  headers: IncomingMessage['headers'];
};

/** @param answer The result of a query; a number: the HTTP status of a refusal; text: a body. */
export async function answering(
  answer: (asked: Asked) => readonly Answer[] | number | string,
): Promise<AnsweringServer> {
  const asked: Asked[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const {searchParams: parameters} = url;
    const question = {
      ...{path: url.pathname, parameters, headers: request.headers},
      query: parameters.get('query') ?? '',
    };
    asked.push(question);
    const result = answer(question);
    if (typeof result === 'number') response.statusCode = result;
    if (typeof result === 'string') response.end(result);
    else response.end(JSON.stringify({status: 'success', data: {result}}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
