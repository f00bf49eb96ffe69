import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {guestKernel, startGuest} from '../../kernels/harness/guest.js';
import {program} from '../../support/program.js';
import {missing, type Requirement} from '../../support/requirements.js';
import {mustRun} from '../../support/run.js';
import {isSoak} from '../../support/soak.js';
import {startLamp} from '../harness/containers/lamp.js';
import {startQemu} from '../harness/containers/qemu.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {ksmtopProgram} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';

/** Processes with memory of their own, without KSM. */
type Server = {
  /** As the command line of ksmtop has it. */
  name: string;
  pids(): Promise<readonly number[]>;
  stop(): Promise<void>;
};
type StartServer = (directory: string, number: number) => Promise<Server>;

const serverOf = ({pid, stop}: {pid: number; stop(): Promise<void>}): Server => ({
  name: String(pid),
  pids: async () => [pid],
  stop,
});

const pageBytes = 4096;
const mib = 1_048_576;
const scansUntilSettled = 8;

async function anonymousBytes(servers: readonly Server[]): Promise<number> {
  const pids = (await Promise.all(servers.map((server) => server.pids()))).flat();
  const sizes = pids.map(async (pid) => {
    const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
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
  return serverOf(server);
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
  return serverOf(server);
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
  return serverOf(server);
};

const startLampContainer: StartServer = (directory, number) =>
  startLamp(directory, join(dirname(directory), 'lamp'), `soak-lamp${number}`);

const startFilledMachine: StartServer = async (_, number) =>
  serverOf(await startQemu({name: `soak${number}`, number, filledMib: 48, mergeable: false}));

const guestImage = isSoak ? await guestKernel() : undefined;
const startGuestServer: StartServer = async () => serverOf(await startGuest(guestImage ?? ''));

type SoakWorkload = {
  name: string;
  count: number;
  needs: readonly Requirement[];
  isUnable?: boolean;
  start: StartServer;
};

const workloads: readonly SoakWorkload[] = [
  {name: 'Redis, 100,000 keys each', count: 4, needs: ['redis'], start: startRedis},
  {name: 'JVM, half a million strings each', count: 3, needs: ['java'], start: startJava},
  {name: 'MariaDB, 60,000 rows each', count: 3, needs: ['mariadb'], start: startMariadb},
  {
    name: 'MariaDB, PHP and Apache in LXC',
    count: 6,
    needs: ['lxc', 'mariadb', 'phpFpm', 'phpMysql', 'apache', 'curl'],
    start: startLampContainer,
  },
  {name: 'QEMU, 48 MiB filled each', count: 3, needs: ['qemu'], start: startFilledMachine},
  {
    name: 'QEMU guests that run Linux',
    count: 4,
    needs: ['qemu'],
    isUnable: guestImage === undefined,
    start: startGuestServer,
  },
];

describe.skipIf(!isSoak || missing('estimates of real programs', 'root', 'ksm'))(
  'real programs',
  () => {
    let directory = '';
    let servers: Server[] = [];
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'ksmtop-soak-'));
      // Some servers are not root.
      await chmod(directory, 0o755);
    });
    afterEach(async () => {
      await Promise.all(servers.map((each) => each.stop()));
      servers = [];
      await rm(directory, {recursive: true});
    });

    const newDirectory = async () => {
      const made = await mkdtemp(join(directory, 'server-'));
      await chmod(made, 0o755);
      return made;
    };

    for (const {name, count, needs, isUnable = false, start: startServer} of workloads) {
      test.skipIf(missing(name, ...needs) || isUnable)(
        `${name}: the estimate is within 3 % of what ksmd merges`,
        {timeout: ksmLockTimeoutMs},
        async () => {
          await using ksm = await holdKsm();
          for (let number = 0; number < count; number++) {
            servers.push(await startServer(await newDirectory(), number + 1));
          }
          const names = servers.map((server) => server.name);
          const words = ['estimate', '--cpu', '100', '--format', 'json', ...names];
          const {total} = JSON.parse(await mustRun(ksmtopProgram(...words)));
          const before = await anonymousBytes(servers);
          await mustRun(ksmtopProgram('optin', '--yes', ...names));
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
            `| ${name} | ${count} | ${read} | ${saved} | ${settled} | ${(100 * Math.abs(difference)).toFixed(1)} % |`,
          );
          expect(Math.abs(difference)).toBeLessThan(0.03);
        },
      );
    }
  },
);
