import {once} from 'node:events';
import {createServer, type RequestListener} from 'node:http';
import {type AddressInfo, createServer as createTcpServer} from 'node:net';
import {expect, test, vi} from 'vitest';
import {createRequests} from '../../source/prometheus/request.js';

const headers = {authorization: 'Bearer secret'};

async function serving(listener: RequestListener) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () =>
      new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('an answer without end is not read to the end', async () => {
  const piece = Buffer.alloc(2 ** 16, '[');
  let sent = 0;
  await using server = await serving((_, response) => {
    const send = () => {
      while (!response.destroyed && response.write(piece)) sent += piece.length;
    };
    response.on('drain', send);
    send();
  });
  const requests = createRequests({url: server.url, headers}, {mostBytes: 2 ** 22});
  await expect(requests.get(server.url)).rejects.toThrow('its answer is larger than 4 MiB');
  await vi.waitFor(async () => expect(await server.connections()).toBe(0));
  expect(sent).toBeLessThan(2 ** 25);
});

test('several answers together have a bound, too', async () => {
  await using server = await serving((request, response) => {
    response.write(Buffer.alloc(2 ** 20, '['));
    if (request.url === '/short') response.end();
  });
  const limits = {mostBytes: 2 ** 21, mostBytesTogether: 3.5 * 2 ** 20, patienceMs: 10_000};
  const requests = createRequests({url: server.url, headers}, limits);
  const reasons = Array.from({length: 5}, () =>
    requests.get(`${server.url}/held`).then(String, (error: Error) => error.message),
  );
  expect(await Promise.race(reasons)).toContain('larger than');
  requests.stop();
  await Promise.all(reasons);
  const again = createRequests({url: server.url, headers}, limits);
  for (let count = 0; count < 5; count++) {
    expect((await again.get(`${server.url}/short`)).text).toHaveLength(2 ** 20);
  }
});

test('an answer that drips has a deadline as a whole', async () => {
  await using server = await serving((_, response) => {
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  });
  const requests = createRequests({url: server.url, headers}, {patienceMs: 300});
  await expect(requests.get(server.url)).rejects.toThrow('it did not answer within 0.3 s');
  await vi.waitFor(async () => expect(await server.connections()).toBe(0));
});

test('those under way end at once when they are not wanted any more', async () => {
  await using server = await serving(() => {});
  const requests = createRequests({url: server.url, headers});
  const ends = Promise.allSettled([requests.get(server.url), requests.get(server.url)]);
  await vi.waitFor(async () => expect(await server.connections()).toBe(2));
  requests.stop();
  expect((await ends).map(({status}) => status)).toEqual(['rejected', 'rejected']);
  await vi.waitFor(async () => expect(await server.connections()).toBe(0));
  await expect(requests.get(server.url)).rejects.toThrow();
});

test('another server gets no credentials', async () => {
  const heard: Array<string | undefined> = [];
  await using other = await serving((request, response) => {
    heard.push(request.headers.authorization);
    response.end('other');
  });
  await using server = await serving((request, response) => {
    heard.push(request.headers.authorization);
    const target = {
      '/other': `${other.url.replace('//', '//user:pass@')}/x`,
      '/here': '/end',
      '/round': '/round',
      '/file': 'file:///etc/passwd',
      '/broken': 'http://[',
    }[request.url ?? ''];
    response.statusCode = target === undefined ? 200 : 302;
    if (target !== undefined) response.setHeader('location', target);
    response.end('here');
  });
  const requests = createRequests({url: server.url, headers});
  expect((await requests.get(`${server.url}/other`)).text).toBe('other');
  expect(heard).toEqual(['Bearer secret', undefined]);
  expect((await requests.get(`${server.url}/here`)).text).toBe('here');
  expect(heard.slice(2)).toEqual(['Bearer secret', 'Bearer secret']);
  for (const path of ['/round', '/file', '/broken']) {
    await expect(requests.get(`${server.url}${path}`)).rejects.toThrow('it redirects too often');
  }
});

test.each([
  ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', 'its answer is not HTTP'],
  ['no length', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{', 'its answer is not HTTP'],
  [
    'a broken archive',
    'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\nnotgzip',
    'its compressed answer is damaged',
  ],
  [
    'too many codings',
    `HTTP/1.1 200 OK\r\nContent-Encoding: ${'gzip,'.repeat(50)}gzip\r\nContent-Length: 1\r\n\r\nx`,
    'its answer cannot be read',
  ],
])('%s is said in words', async (_, answer, reason) => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(createRequests({url, headers}).get(url)).rejects.toThrow(reason);
  server.close();
});

test('a port that a service other than HTTP at is named as that', async () => {
  const url = 'http://127.0.0.1:22';
  await expect(createRequests({url, headers}).get(url)).rejects.toThrow(
    'a service other than HTTP',
  );
});

test('a server without TLS is distinguished from one that does not answer', async () => {
  await using server = await serving((_, response) => response.end());
  const url = server.url.replace('http:', 'https:');
  await expect(createRequests({url, headers}).get(url)).rejects.toThrow(
    'begin its address with http://',
  );
});
