import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';

const recorder = readFileSync(join(import.meta.dirname, 'recorder.cjs'), 'utf8');
const patienceMs = 20_000;

/**
 * What V8 makes of the parts of a program while it prints once and shows its screen once: a file
 * for the loader, of use only to the same Node on the same processor architecture.
 *
 * First frame: 157 → 109 ms; `print -n 1`: 89 → 75 ms; `--help`: 42 → 32 ms, where `node -e 0`
 * took 22 ms.
 *
 * @param {{program: string, digest: string, places: import('./parts.mjs').Places}} parts
 */
export async function codeCache({program, digest, places}) {
  const directory = mkdtempSync(join(tmpdir(), 'ksmtop-cache-'));
  try {
    const file = join(directory, 'cli.cjs');
    writeFileSync(file, program.replace('\n', `\n${recorder}`));
    /** @type {Map<number, Buffer>} */
    const made = new Map();
    execFileSync(process.execPath, [file, 'print', '-n', '1'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: patienceMs,
    });
    takeLarger(directory, made);
    await showOnce(file);
    takeLarger(directory, made);
    return joined(`${digest} ${process.version} ${process.arch}`, places, made);
  } finally {
    rmSync(directory, {recursive: true});
  }
}

/** @param {string} directory @param {Map<number, Buffer>} made by the line where the part begins */
function takeLarger(directory, made) {
  for (const name of readdirSync(directory).filter((one) => one.endsWith('.made'))) {
    const line = Number.parseInt(name, 10);
    const bytes = readFileSync(join(directory, name));
    if (bytes.length > (made.get(line)?.length ?? 0)) made.set(line, bytes);
  }
}

/** @param {string} file */
async function showOnce(file) {
  const {spawn} = await import('@lydell/node-pty');
  const env = {PATH: process.env.PATH, LANG: 'C.UTF-8'};
  const screen = spawn(process.execPath, [file], {cols: 160, rows: 45, env});
  const ended = new Promise((resolve) => screen.onExit(resolve));
  const shown = new Promise((resolve) =>
    screen.onData((text) => {
      if (text.includes('quit')) resolve(undefined);
    }),
  );
  const tired = pause(patienceMs, undefined, {ref: false});
  await Promise.race([shown, ended, tired]);
  screen.write('q');
  await Promise.race([ended, tired]);
  screen.kill('SIGKILL');
}

/**
 * @param {string} key
 * @param {import('./parts.mjs').Places} places
 * @param {ReadonlyMap<number, Buffer>} made
 */
function joined(key, places, made) {
  /** @type {Record<string, [start: number, length: number]>} */
  const index = {};
  const bodies = [];
  let start = 0;
  for (const [name, [, , line]] of Object.entries(places)) {
    const bytes = made.get(line);
    if (!bytes) continue;
    index[name] = [start, bytes.length];
    bodies.push(bytes);
    start += bytes.length;
  }
  const head = Buffer.from(JSON.stringify({key, index}));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  return Buffer.concat([size, head, ...bodies]);
}
