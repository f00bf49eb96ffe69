import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

type Message = {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: {message: string};
};

/** One page in a headless Chromium, driven by its DevTools protocol. */
export type ChromiumPage = {
  /** Calls a method of the protocol. */
  send(method: string, params?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Loads an address and waits until it is complete. */
  open(url: string): Promise<void>;
  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  /** A PNG of the whole page. */
  screenshot(): Promise<Buffer>;
  /** Everything that the page logged, and what was refused to it. */
  readonly logged: readonly string[];
  /** The addresses that it requested. */
  readonly requested: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
};

/** Starts Chromium; without its sandbox, which root cannot have. */
export async function startChromium(): Promise<ChromiumPage> {
  const profile = mkdtempSync(join(tmpdir(), 'ksmtop-chromium-'));
  const browser = spawn(
    'chromium',
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      `--user-data-dir=${profile}`,
      '--remote-debugging-port=0',
      'about:blank',
    ],
    {stdio: ['ignore', 'ignore', 'pipe']},
  );
  const port = await portOf(browser.stderr);
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Array<{
    type: string;
    webSocketDebuggerUrl: string;
  }>;
  const target = targets.find(({type}) => type === 'page');
  if (!target) throw new Error('Chromium has no page.');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const logged: string[] = [];
  const requested: string[] = [];
  const answers = new Map<number, (message: Message) => void>();
  const listeners = new Map<string, () => void>();
  let lastId = 0;

  socket.addEventListener('message', ({data}) => {
    const message = JSON.parse(String(data)) as Message;
    const {id, method = '', params = {}} = message;
    if (id !== undefined) answers.get(id)?.(message);
    if (/^(?:Log\.entryAdded|Runtime\.(?:consoleAPICalled|exceptionThrown))$/.test(method)) {
      logged.push(JSON.stringify(params));
    }
    if (method === 'Network.requestWillBeSent') {
      requested.push((params['request'] as {url: string}).url);
    }
    listeners.get(method)?.();
  });

  function send(method: string, params: Record<string, unknown> = {}) {
    const id = ++lastId;
    return new Promise<Record<string, unknown>>((resolve, reject) => {
      answers.set(id, ({result = {}, error}) => {
        answers.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      });
      socket.send(JSON.stringify({id, method, params}));
    });
  }

  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  return {
    send,
    async open(url) {
      const loaded = new Promise<void>((resolve) => {
        listeners.set('Page.loadEventFired', resolve);
      });
      await send('Page.navigate', {url});
      await loaded;
    },
    async evaluate(expression) {
      const {result} = await send('Runtime.evaluate', {expression, returnByValue: true});
      return (result as {value: unknown}).value;
    },
    async screenshot() {
      const {data} = await send('Page.captureScreenshot', {captureBeyondViewport: true});
      return Buffer.from(String(data), 'base64');
    },
    logged,
    requested,
    async [Symbol.asyncDispose]() {
      // Asked to close, it may end before it has answered, or stay; nothing of it is needed any more.
      const ended = once(browser, 'exit');
      browser.kill('SIGKILL');
      await ended;
      rmSync(profile, {recursive: true, force: true, maxRetries: 5});
    },
  };
}

/** The port that Chromium says it listens on. */
async function portOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({input: output})) {
    const [, port] = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line) ?? [];
    if (port !== undefined) {
      output.resume();
      return port;
    }
  }
  throw new Error('Chromium ended before it could be driven.');
}
