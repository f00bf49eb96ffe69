import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {createServer, type RequestListener} from 'node:http';
import {createServer as createSocket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createLocalReader} from '../../../../source/host/local/localReader.js';
import {createAskSocket} from '../../../../source/host/names/sockets/askSocket.js';
import {run} from '../../../support/run.js';
import {projectRoot, typescript} from '../../../support/typescript.js';

const own = process.getuid?.() ?? 0;
const reader = createLocalReader();
const askSocket = createAskSocket(reader);
let root: string;
const closing: Array<() => void> = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ksmtop-socket-'));
});

afterAll(() => reader.close());

afterEach(() => {
  for (const close of closing.splice(0)) close();
  rmSync(root, {recursive: true});
});

async function serve(answer: RequestListener): Promise<void> {
  const server = createServer(answer);
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(join(root, 'api.sock'), resolve));
}

test('gives what the server says', async () => {
  await serve(({url}, response) => response.end(JSON.stringify({asked: url})));
  expect(await askSocket(root, '/api.sock', '/containers/json', own)).toEqual({
    asked: '/containers/json',
  });
});

test('follows links as in that root', async () => {
  await serve((_request, response) => response.end('[]'));
  // As /var/run is a link to /run: seen from another root, it would lead elsewhere.
  symlinkSync('/', join(root, 'run'));
  expect(await askSocket(root, '/run/api.sock', '/', own)).toEqual([]);
});

test.skipIf(own !== 0)('asks no socket of another user', async () => {
  let asked = 0;
  await serve((_request, response) => {
    asked++;
    response.end('[]');
  });
  chownSync(join(root, 'api.sock'), 1001, 1001);
  expect(await askSocket(root, '/api.sock', '/', 1000)).toBeUndefined();
  expect(asked).toBe(0);
});

test('asks one whose path is longer than the kernel takes', async () => {
  const deep = join('x'.repeat(120), 'y'.repeat(120));
  mkdirSync(join(root, deep), {recursive: true});
  await serve((_request, response) => response.end('[]'));
  renameSync(join(root, 'api.sock'), join(root, deep, 'api.sock'));
  expect(await askSocket(root, `/${deep}/api.sock`, '/', own)).toEqual([]);
});

test('sends nothing where there is no socket', async () => {
  writeFileSync(join(root, 'file'), '');
  for (const path of ['/file', '/missing', '/missing/too']) {
    expect(await askSocket(root, path, '/', own)).toBeUndefined();
  }
});

test.each<[what: string, answer: RequestListener]>([
  ['a refusal', (_request, response) => response.writeHead(403).end('{"message": "no"}')],
  ['no JSON', (_request, response) => response.end('hello')],
  ['half an answer', ({socket}, response) => response.write('[', () => socket.destroy())],
  [
    'too long an answer',
    (_request, response) => response.end(JSON.stringify('x'.repeat(9_000_000))),
  ],
])('takes %s for no answer', async (_what, answer) => {
  await serve(answer);
  expect(await askSocket(root, '/api.sock', '/', own)).toBeUndefined();
});

describe('a server that takes a question and never answers', () => {
  let asked = 0;

  beforeEach(async () => {
    asked = 0;
    const server = createSocket(() => asked++);
    closing.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(join(root, 'api.sock'), resolve));
  });

  test('is not waited for without end', {timeout: 10_000}, async () => {
    const startMs = performance.now();
    expect(await askSocket(root, '/api.sock', '/', own)).toBeUndefined();
    expect(asked).toBe(1);
    expect(performance.now() - startMs).toBeGreaterThan(1500);
  });

  test('does not keep the program from ending', async () => {
    const module = join(projectRoot, 'source/host/names/sockets/socketClient.ts');
    const {code, stdout} = await run(
      typescript(`import {getJson} from ${JSON.stringify(module)};
        getJson(${JSON.stringify(join(root, 'api.sock'))}, '/').then(() => console.log('answered'));`),
    );
    expect({code, stdout, asked}).toEqual({code: 0, stdout: '', asked: 1});
  });
});
