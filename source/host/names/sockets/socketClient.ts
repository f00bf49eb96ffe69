import {get, type IncomingMessage} from 'node:http';
import {parseUntrusted} from '../../../text/untrustedJson.js';

const timeoutMs = 2000;
const largestBytes = 8_388_608;

/**
 * Gets a JSON document from an HTTP server on a unix socket. Rejects on another status than 200, a
 * time-out, an answer that is too long or not JSON. Does not keep the program from ending.
 */
export function getJson(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = get({
      socketPath,
      path,
      // Some servers refuse a request without a host.
      headers: {host: 'localhost', accept: 'application/json'},
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    });
    request.on('socket', (socket) => socket.unref());
    request.on('error', reject);
    request.on('response', (response) => {
      readAll(response).then(parseUntrusted).then(resolve, reject);
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
