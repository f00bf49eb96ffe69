import {get, type IncomingMessage} from 'node:http';

const patienceMs = 2000;
const largestBytes = 8_388_608;

/**
 * The JSON document that an HTTP server behind a unix socket has at `path`. Rejects when it says
 * no, takes too long, says too much or something else. Does not keep the program from ending.
 */
export function getJson(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = get({
      socketPath,
      path,
      // Some servers have no idea what to do with a request that names no host.
      headers: {host: 'localhost', accept: 'application/json'},
      agent: false,
      signal: AbortSignal.timeout(patienceMs),
    });
    request.on('socket', (socket) => socket.unref());
    request.on('error', reject);
    request.on('response', (response) => {
      readAll(response)
        .then((text) => JSON.parse(text))
        .then(resolve, reject);
    });
  });
}

async function readAll(response: IncomingMessage): Promise<string> {
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > largestBytes) throw new Error('too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
