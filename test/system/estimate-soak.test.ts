import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {program} from '../support/program.js';
import {missing, type Requirement} from '../support/requirements.js';
import {mustRun} from '../support/run.js';
import {isSoak} from '../support/soak.js';
import {startQemu} from './harness/containers/qemu.js';
import {holdKsm, ksmLockTimeoutMs} from './harness/ksm.js';
import {ksmtopProgram} from './harness/ksmtop.js';
import {start} from './harness/running.js';

/** A process with memory of its own, without KSM. */
type Server = {pid: number; stop(): Promise<void>};
type StartServer = (directory: string) => Promise<Server>;

const pageBytes = 4096;
const mib = 1_048_576;
const scansUntilSettled = 8;

async function anonymousBytes(servers: readonly Server[]): Promise<number> {
  const sizes = servers.map(async ({pid}) => {
    const status = await readFile(`/proc/${pid}/status`, 'latin1');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  });
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

const startRedis: StartServer = async (directory) => {
  const socket = join(directory, 'redis');
  const server = await start(
    program('redis-server', '--port', '0', '--unixsocket', socket, '--save', ''),
    {cwd: directory},
  );
  await server.waitForOutput(/ready to accept connections/);
  const fill = `for i=1,100000 do redis.call('set','key:'..i,string.rep('v',90)..(i*7919)) end`;
  await mustRun(program('redis-cli', '-s', socket, 'eval', fill, '0'));
  return server;
};

const startJava: StartServer = async (directory) => {
  const source = join(directory, 'Load.java');
  await writeFile(
    source,
    `class Load {
      public static void main(String[] words) throws Exception {
        var values = new java.util.ArrayList<String>();
        for (int number = 0; number < 500_000; number++) values.add("value " + number);
        System.gc();
        System.out.println("filled");
        Thread.sleep(Long.MAX_VALUE);
        System.out.println(values);
      }
    }`,
  );
  const server = await start(program('java', '-Xmx256m', '-XX:+UseSerialGC', source));
  await server.waitForOutput(/filled/);
  return server;
};

const startMariadb: StartServer = async (directory) => {
  const data = join(directory, 'data');
  const socket = join(directory, 'mariadb');
  const options = ['--no-defaults', `--datadir=${data}`, '--user=root'];
  await mustRun(
    program('mariadb-install-db', ...options, '--auth-root-authentication-method=normal'),
  );
  const server = await start(
    program('mariadbd', ...options, `--socket=${socket}`, '--skip-networking'),
  );
  await server.waitForOutput(/ready for connections/);
  const fill =
    'create table t (i int primary key, v text) engine=innodb select seq i, repeat(md5(seq), 20) v from seq_1_to_60000';
  await mustRun(program('mariadb', '--no-defaults', '-S', socket, '-e', fill, 'test'));
  return server;
};

let machines = 0;
const startMachine: StartServer = () =>
  startQemu({name: `soak${++machines}`, number: machines, filledMib: 48, mergeable: false});

const workloads: [string, number, StartServer, Requirement?][] = [
  ['Redis, 100,000 keys each', 4, startRedis, 'redis'],
  ['JVM, half a million strings each', 3, startJava, 'java'],
  ['MariaDB, 60,000 rows each', 3, startMariadb, 'mariadb'],
  ['QEMU guests, 48 MiB filled each', 3, startMachine, 'qemu'],
];

describe.skipIf(!isSoak || missing('estimates of real programs', 'root', 'ksm'))(
  'real programs',
  () => {
    let directory = '';
    let servers: Server[] = [];
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'ksmtop-soak-'));
    });
    afterEach(async () => {
      await Promise.all(servers.map((each) => each.stop()));
      servers = [];
      await rm(directory, {recursive: true});
    });

    for (const [name, count, startServer, need = 'root'] of workloads) {
      test.skipIf(missing(name, need))(
        `${name}: the estimate is within 3 % of what ksmd merges`,
        {timeout: ksmLockTimeoutMs},
        async () => {
          await using ksm = await holdKsm();
          for (let number = 0; number < count; number++) {
            servers.push(await startServer(await mkdtemp(join(directory, 'server-'))));
          }
          const pids = servers.map(({pid}) => String(pid));
          const words = ['estimate', '--cpu', '100', '--format', 'json', ...pids];
          const {total} = JSON.parse(await mustRun(ksmtopProgram(...words)));
          const before = await anonymousBytes(servers);
          await mustRun(ksmtopProgram('optin', '--yes', ...pids));
          await ksm.scanFast();
          await ksm.waitForFullScans(scansUntilSettled, {timeoutMs: 120_000});
          const {pages_sharing: sharing = 0} = await ksm.waitFor('pages', () => true);
          // Where ksmd splits a huge page, the kernel frees its zero pages and counts them nowhere.
          const merged = sharing * pageBytes + before - (await anonymousBytes(servers));
          const difference = (total.would_save_bytes - merged) / total.memory_bytes;
          const [read, saved, settled] = [total.memory_bytes, total.would_save_bytes, merged].map(
            (bytes) => `${(bytes / mib).toFixed(1)} MiB`,
          );
          console.log(
            `| ${name} | ${count} | ${read} | ${saved} | ${settled} | ${(100 * difference).toFixed(1)} % |`,
          );
          expect(Math.abs(difference)).toBeLessThan(0.03);
        },
      );
    }
  },
);
