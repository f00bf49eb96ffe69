import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {Agent, type RequestOptions, request} from 'node:http';
import {connect, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {kill} from 'node:process';
import {createInterface} from 'node:readline';
import {type Program, program, quoted} from '../../support/program.js';
import type {Requirement} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {until} from '../../support/until.js';
import {type Running, start} from './running.js';

/** A server under test: what it answers to a number is known in advance. */
export type Workload = {
  running: Running;
  /** A client with a connection of its own; resolves with the answer to a number. */
  client(): (number: number) => Promise<string>;
  expected(number: number): string;
};

export type WorkloadKind = {
  name: string;
  needs: readonly Requirement[];
  /** Too large to install for each run of the tests. */
  soakOnly?: true;
  /** In a directory of its own, which is removed afterwards. */
  start(directory: string): Promise<Workload>;
};

/** A directory that servers which drop their privileges may enter. */
export async function inDirectory<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'ksmtop-workload-'));
  try {
    await run(program('chmod', '755', directory));
    return await use(directory);
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

/** Clients of a server that answers GET /NUMBER. */
const overHttp = (place: RequestOptions) => () => {
  const agent = new Agent({keepAlive: true, maxSockets: 1});
  return (number: number) =>
    new Promise<string>((resolve, reject) => {
      request({...place, agent, path: `/${number}`}, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve(text)).on('error', reject);
      })
        .on('error', reject)
        .end();
    });
};

/** Clients of a server that answers a line with a line. */
const overLines =
  (place: {port: number} | {path: string}, ask: (number: number) => string) => () => {
    const socket: Socket = connect(place as {path: string});
    const lines = createInterface(socket)[Symbol.asyncIterator]();
    const broken = new Promise<never>((_, reject) => socket.on('error', reject));
    broken.catch(() => {});
    return async (number: number) => {
      socket.write(ask(number));
      const {value, done} = await Promise.race([lines.next(), broken]);
      if (done) throw new Error('the connection ended');
      return value as string;
    };
  };

const listening = async (of: Program): Promise<{running: Running; port: number}> => {
  const running = await start(of);
  const text = await running.waitForOutput(/port (\d+)/, 60_000);
  return {running, port: Number(/port (\d+)/.exec(text)?.[1])};
};

const redisScript = 'redis.call("set", ARGV[1] % 1000, ARGV[1]) return ARGV[1] * ARGV[1]';

const square = (number: number) => String(number * number);

const nodeSource = `
const server = require('node:http').createServer((asked, answer) => {
  const number = Number(asked.url.slice(1));
  answer.end(String(number * number));
});
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port));
`;

const javaSource = `
import java.io.*;
import java.net.*;
public class Square {
  public static void main(String[] words) throws Exception {
    ServerSocket server = new ServerSocket(0);
    System.out.println("port " + server.getLocalPort());
    for (;;) {
      Socket socket = server.accept();
      new Thread(() -> {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            Writer out = new OutputStreamWriter(socket.getOutputStream())) {
          for (String line; (line = in.readLine()) != null; out.flush()) {
            long number = Long.parseLong(line);
            out.write(number * number + "\\n");
          }
        } catch (IOException error) {}
      }).start();
    }
  }
}
`;

const goSource = `
package main

import (
	"bufio"
	"fmt"
	"net"
)

func main() {
	server, _ := net.Listen("tcp", "127.0.0.1:0")
	fmt.Println("port", server.Addr().(*net.TCPAddr).Port)
	for {
		socket, _ := server.Accept()
		go func() {
			lines := bufio.NewScanner(socket)
			for lines.Scan() {
				var number int64
				fmt.Sscan(lines.Text(), &number)
				fmt.Fprintln(socket, number*number)
			}
		}()
	}
}
`;

const nginxConfig = (directory: string, location: string) => `
daemon off;
worker_processes 2;
pid ${directory}/nginx.pid;
error_log stderr notice;
events {}
http {
  access_log off;
  client_body_temp_path ${directory};
  proxy_temp_path ${directory};
  fastcgi_temp_path ${directory};
  server {
    listen unix:${directory}/http;
    location / { ${location} }
  }
}
`;

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

const phpConfig = (directory: string) => `
[global]
daemonize = no
[www]
user = root
group = root
listen = ${directory}/php
listen.mode = 0666
pm = static
pm.max_children = 2
`;

const phpFpm = ['php-fpm8.4', 'php-fpm8.2'];

export const workloads: readonly WorkloadKind[] = [
  {
    name: 'Redis',
    needs: ['redis'],
    async start(directory) {
      const path = `${directory}/redis`;
      const running = await start(
        program(
          'redis-server',
          '--port',
          '0',
          '--unixsocket',
          path,
          '--save',
          '',
          '--dir',
          directory,
        ),
      );
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
    async start(directory) {
      await writeFile(`${directory}/Square.java`, javaSource);
      await run(program('javac', '-d', directory, `${directory}/Square.java`));
      const {running, port} = await listening(program('java', '-cp', directory, 'Square'));
      return {running, client: overLines({port}, (number) => `${number}\n`), expected: square};
    },
  },
  {
    name: 'Go',
    needs: ['go'],
    soakOnly: true,
    async start(directory) {
      await writeFile(`${directory}/square.go`, goSource);
      const built = `${directory}/square`;
      await run(program('go', 'build', '-o', built, `${directory}/square.go`), {
        timeoutMs: 180_000,
        env: {GOCACHE: `${directory}/cache`, HOME: directory, PATH: process.env['PATH'] ?? ''},
      });
      const {running, port} = await listening(program(built));
      return {running, client: overLines({port}, (number) => `${number}\n`), expected: square};
    },
  },
  {
    name: 'MariaDB',
    needs: ['mariadb'],
    soakOnly: true,
    async start(directory) {
      const data = `${directory}/data`;
      const socket = `${directory}/sql`;
      await mkdir(data);
      await run(
        program('mariadb-install-db', '--no-defaults', '--user=root', `--datadir=${data}`),
        {timeoutMs: 120_000},
      );
      const options = ['--no-defaults', '--user=root', `--datadir=${data}`, `--socket=${socket}`];
      const running = await start(program('mariadbd', ...options, '--skip-networking'));
      await running.waitForOutput(/ready for connections/, 60_000);
      return {
        running,
        // One statement a client: connecting, reading and answering.
        client: () => async (number) => {
          const sql = `select ${number} * ${number}`;
          const client = program('mariadb', '--no-defaults', `--socket=${socket}`, '-BNe', sql);
          const {stdout, stderr} = await run(client);
          return stdout.trim() || stderr;
        },
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

/** Requests by several clients at once, each answer checked, until it is stopped. */
export function putUnderLoad({client, expected}: Workload, clients: number) {
  let isOver = false;
  let answered = 0;
  const wrong: string[] = [];
  const work = async (first: number) => {
    const ask = client();
    for (let number = first; !isOver; number = (number + clients) % 1_000_000) {
      const answer = await ask(number).catch((error: unknown) => String(error));
      if (answer === expected(number)) answered++;
      else {
        wrong.push(`${number}: ${answer}`);
        return;
      }
    }
  };
  const workers = Array.from({length: clients}, (_, first) => work(first));
  return {
    wrong,
    answered: () => answered,
    more: (count: number) => {
      const from = answered;
      return until('more answers', () => wrong.length > 0 || answered >= from + count);
    },
    async stop() {
      isOver = true;
      await Promise.all(workers);
    },
  };
}
