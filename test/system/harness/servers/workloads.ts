import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {kill} from 'node:process';
import {type Program, program, quoted} from '../../../support/program.js';
import type {Requirement} from '../../../support/requirements.js';
import {mustRun, run} from '../../../support/run.js';
import {type Running, start} from '../running.js';
import {overHttp, overLines, overProgram, type Workload} from './load.js';
import {
  goSource,
  javaSource,
  nginxConfig,
  nodeSource,
  phpConfig,
  redisScript,
} from './serverSources.js';

export type WorkloadKind = {
  name: string;
  needs: readonly Requirement[];
  /** Too large to install for each run of the tests. */
  soakOnly?: true;
  /** Builds what it needs, in a directory of its own, by programs that the server does without. */
  prepare?(directory: string): Promise<void>;
  /** In the directory that was prepared. */
  start(directory: string): Promise<Workload>;
};

/** Starts a server in a directory of its own, and stops it afterwards. */
export async function withServer<Result>(
  kind: WorkloadKind,
  use: (workload: Workload) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'ksmtop-workload-'));
  try {
    // Some servers drop their privileges before they enter it.
    await chmod(directory, 0o755);
    await kind.prepare?.(directory);
    const workload = await kind.start(directory);
    try {
      return await use(workload);
    } finally {
      await workload.running.stop();
    }
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

const listening = async (of: Program): Promise<{running: Running; port: number}> => {
  const running = await start(of);
  const text = await running.waitForOutput(/port (\d+)/, 60_000);
  return {running, port: Number(/port (\d+)/.exec(text)?.[1])};
};

const square = (number: number) => String(number * number);

const startNginx = async (directory: string, location: string): Promise<Running> => {
  await writeFile(`${directory}/nginx.conf`, nginxConfig(directory, location));
  const of = program('nginx', '-c', `${directory}/nginx.conf`, '-p', directory);
  return startMaster(of, /start worker process \d+/);
};

/** A master whose workers hold its output: killed, it would leave them behind. */
const startMaster = async (of: Program, isReady: RegExp): Promise<Running> => {
  const running = await start(of);
  const stop = async () => {
    kill(running.pid, 'SIGTERM');
    await running.exited;
  };
  await running.waitForOutput(isReady);
  return {...running, stop};
};

const phpFpm = ['php-fpm8.4', 'php-fpm8.2'];

const sqlOptions = (directory: string): string[] => [
  ...['--no-defaults', '--user=root', `--datadir=${directory}/data`],
  // Small enough for the memory of an emulated machine.
  '--innodb-log-file-size=8M',
];

export const workloads: readonly WorkloadKind[] = [
  {
    name: 'Redis',
    needs: ['redis'],
    async start(directory) {
      const path = `${directory}/redis`;
      const options = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', directory];
      const running = await start(program('redis-server', ...options));
      await running.waitForOutput(/ready to accept connections/i);
      return {
        running,
        client: overLines({path}, (number) => `EVAL ${quoted(redisScript)} 0 ${number}\r\n`),
        expected: (number) => `:${square(number)}`,
      };
    },
  },
  {
    name: 'Node',
    needs: [],
    async start() {
      const {running, port} = await listening(program(process.execPath, '-e', nodeSource));
      return {running, client: overHttp({host: '127.0.0.1', port}), expected: square};
    },
  },
  {
    name: 'nginx',
    needs: ['nginx'],
    async start(directory) {
      const running = await startNginx(directory, 'return 200 "$uri$uri";');
      return {
        running,
        client: overHttp({socketPath: `${directory}/http`}),
        expected: (number) => `/${number}/${number}`,
      };
    },
  },
  {
    name: 'PHP-FPM',
    needs: ['nginx', 'phpFpm'],
    async start(directory) {
      const script = `${directory}/square.php`;
      await writeFile(script, '<?php $n = (int) substr($_SERVER["REQUEST_URI"], 1); echo $n * $n;');
      await writeFile(`${directory}/php.conf`, phpConfig(directory));
      const [command = ''] = await installed(phpFpm);
      const of = program(command, '--force-stderr', '-R', '-y', `${directory}/php.conf`);
      const running = await startMaster(of, /ready to handle connections/);
      const server = await startNginx(
        directory,
        `fastcgi_pass unix:${directory}/php;
         fastcgi_param SCRIPT_FILENAME ${script};
         fastcgi_param REQUEST_METHOD GET;
         fastcgi_param REQUEST_URI $uri;`,
      );
      const stop = async () => {
        await server.stop();
        await running.stop();
      };
      return {
        running: {...running, stop},
        client: overHttp({socketPath: `${directory}/http`}),
        expected: square,
      };
    },
  },
  {
    name: 'a JVM',
    needs: ['java'],
    async prepare(directory) {
      await writeFile(`${directory}/Square.java`, javaSource);
      await mustRun(program('javac', '-d', directory, `${directory}/Square.java`));
    },
    async start(directory) {
      const {running, port} = await listening(program('java', '-cp', directory, 'Square'));
      return {running, client: overLines({port}, (number) => `${number}\n`), expected: square};
    },
  },
  {
    name: 'Go',
    needs: ['go'],
    soakOnly: true,
    async prepare(directory) {
      const source = `${directory}/square.go`;
      await writeFile(source, goSource);
      const cache = await mkdtemp(join(tmpdir(), 'ksmtop-go-'));
      await mustRun(program('go', 'build', '-o', `${directory}/square`, source), {
        timeoutMs: 180_000,
        env: {GOCACHE: cache, HOME: directory, PATH: process.env['PATH'] ?? ''},
      });
      await rm(cache, {recursive: true});
    },
    async start(directory) {
      const {running, port} = await listening(program(`${directory}/square`));
      return {running, client: overLines({port}, (number) => `${number}\n`), expected: square};
    },
  },
  {
    name: 'MariaDB',
    needs: ['mariadb'],
    soakOnly: true,
    async prepare(directory) {
      await mkdir(`${directory}/data`);
      await mustRun(program('mariadb-install-db', ...sqlOptions(directory)), {timeoutMs: 120_000});
    },
    async start(directory) {
      const socket = `${directory}/sql`;
      const options = [...sqlOptions(directory), `--socket=${socket}`, '--skip-networking'];
      const running = await start(program('mariadbd', ...options));
      await running.waitForOutput(/ready for connections/, 60_000);
      return {
        running,
        // It shows each answer at once, without the name of a column.
        client: overProgram(
          program('mariadb', '--no-defaults', `--socket=${socket}`, '-nBN'),
          running,
          (number) => `select ${number} * ${number};\n`,
        ),
        expected: square,
      };
    },
  },
];

async function installed(commands: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    commands.map(async (command) => {
      const {code} = await run(program('/bin/sh', '-c', `command -v ${command}`));
      return code === 0 ? [command] : [];
    }),
  );
  return found.flat();
}
