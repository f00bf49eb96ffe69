import {execFileSync} from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {chmod, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {type Program, program, shellLine} from '../../../support/program.js';
import {cleanEnv} from '../../../support/pty.js';
import {type Running, start} from '../running.js';

/**
 * A real sshd on the loopback interface, for users that only it knows: `root`; `plain`, who may
 * nothing; `admin`, who may become root by sudo where there is one; `noisy`, whose login scripts
 * print; `steering`, whose print what steers a terminal; `reading`, whose read the input; `fish` and
 * `tcsh`, who log in to these shells; `secret`, who may come by a password; `nologin`; and `box`,
 * root in a directory where there is nothing but Busybox.
 */
export type Sshd = {
  port: number;
  /** Environment in which `ssh USER@hn1` reaches it, by a key. */
  env: Record<string, string>;
  /** The same, with other lines in the client's configuration, which come first. */
  envWith(settings: readonly string[]): Record<string, string>;
  /** Lines of a client's configuration by which it is reached under this name. */
  wayTo(name: string): readonly string[];
  knownHosts: string;
  /** The private key of its users. */
  key: string;
  /** Makes this the `ksmtop` of its users. */
  install(ksmtop: Program): Promise<void>;
  /** Processes of its clients here, and of its sessions. */
  processes(): string[];
  /** Ends the listening sshd; sessions continue. */
  stopListening(): Promise<void>;
  listen(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Where it listens: absent, on the loopback interface of this machine. */
export type Place = {
  address: string;
  /** A network namespace, whose name is the host name there, too. */
  namespace: string;
};

export const startSshd = async (place?: Place): Promise<Sshd> => {
  const address = place?.address ?? '127.0.0.1';
  // sshd requires that only root can write to the path of another root directory.
  const directory = mkdtempSync('/run/ksmtop-sshd-');
  chmodSync(directory, 0o755);
  const at = (name: string) => join(directory, name);
  const port = await freePort();
  for (const name of ['hostkey', 'id']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
  }
  writeFileSync(at('known'), `[${address}]:${port} ${readFileSync(at('hostkey.pub'), 'utf8')}`);
  makeUsers(directory);
  makeBox(at('box'));
  mkdirSync(at('programs'));
  mkdirSync('/run/sshd', {recursive: true});
  writeFileSync(at('banner'), 'K=0 files\nAll sessions are watched.\n');
  writeFileSync(
    at('config'),
    [
      `Port ${port}`,
      `ListenAddress ${address}`,
      `HostKey ${at('hostkey')}`,
      'PidFile none',
      `AuthorizedKeysFile ${at('id.pub')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      `Banner ${at('banner')}`,
      `SetEnv PATH=${at('programs')}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      'Match User secret',
      '  PasswordAuthentication yes',
      'Match User box',
      `  ChrootDirectory ${at('box')}`,
      '',
    ].join('\n'),
  );
  const script = [
    ...(place ? [`hostname ${place.namespace}`] : []),
    `mount --bind ${at('passwd')} /etc/passwd`,
    `mount --bind ${at('shadow')} /etc/shadow`,
    ...(existsSync('/etc/sudoers') ? [`mount --bind ${at('sudoers')} /etc/sudoers`] : []),
    `mount -t proc proc ${at('box/proc')}`,
    `mount --rbind /sys ${at('box/sys')}`,
    `exec /usr/sbin/sshd -D -e -f ${at('config')}`,
  ].join(' && ');
  let sshd: Running | undefined;

  const listen = async () => {
    sshd = await start(
      place
        ? program('ip', 'netns', 'exec', place.namespace, 'unshare', '--uts', ...inPrivate, script)
        : program('unshare', ...inPrivate, script),
    );
    await sshd.waitForOutput(/Server listening/);
  };

  const stopListening = async () => {
    await sshd?.stop();
    sshd = undefined;
  };

  const wayTo = (name: string) => [
    `Host ${name}`,
    `  HostName ${address}`,
    `  Port ${port}`,
    `  IdentityFile ${at('id')}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${at('known')}`,
  ];

  const envWith = (settings: readonly string[]) => {
    const configuration = mkdtempSync(at('client-'));
    writeFileSync(join(configuration, 'config'), [...settings, ...wayTo('*'), ''].join('\n'));
    const ssh = join(configuration, 'ssh');
    // ssh takes the home directory from the list of users, not from the environment.
    writeFileSync(ssh, `#!/bin/sh\nexec /usr/bin/ssh -F ${configuration}/config "$@"\n`);
    chmodSync(ssh, 0o755);
    return {PATH: `${configuration}:${cleanEnv['PATH']}`};
  };

  const processes = () => {
    const listed = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const all = listed.split('\n').map((line) => line.trim().split(/\s+/));
    const sessions = new Set([String(sshd?.pid)]);
    // Not in the order of their descent.
    for (let size = 0; size < sessions.size; ) {
      size = sessions.size;
      for (const [pid = '', parent = ''] of all) if (sessions.has(parent)) sessions.add(pid);
    }
    sessions.delete(String(sshd?.pid));
    return all
      .filter(([, , state = '']) => !state.startsWith('Z'))
      .filter(
        ([pid = '', , , ...words]) =>
          sessions.has(pid) || (words[0]?.endsWith('ssh') && words.join(' ').includes(directory)),
      )
      .map((words) => words.join(' ').slice(0, 80));
  };

  await listen();
  return {
    port,
    processes,
    env: envWith([]),
    envWith,
    wayTo,
    knownHosts: at('known'),
    key: at('id'),
    async install(ksmtop) {
      const path = at('programs/ksmtop');
      await writeFile(path, `#!/bin/sh\nexec ${shellLine(ksmtop)} "$@"\n`);
      await chmod(path, 0o755);
    },
    stopListening,
    listen,
    async [Symbol.asyncDispose]() {
      await stopListening();
      rmSync(directory, {recursive: true, force: true});
    },
  };
};

const inPrivate = ['--mount', '--propagation', 'private', '/bin/sh', '-c'];

/** Of the user `secret`. */
export const password = 'open sesame';

function hashOf(text: string): string {
  return execFileSync('openssl', ['passwd', '-6', '-stdin'], {
    input: text,
    encoding: 'utf8',
  }).trim();
}

function makeUsers(directory: string): void {
  const users: Array<[name: string, id: number, shell: string]> = [
    ['root', 0, '/bin/sh'],
    ['plain', 64_001, '/bin/sh'],
    ['noisy', 64_002, '/bin/bash'],
    ['steering', 64_008, '/bin/bash'],
    ['reading', 64_009, '/bin/bash'],
    ['nologin', 64_003, '/usr/sbin/nologin'],
    ['admin', 64_004, '/bin/sh'],
    ['fish', 64_005, '/usr/bin/fish'],
    ['tcsh', 64_006, '/usr/bin/tcsh'],
    ['secret', 64_007, '/bin/sh'],
    ['box', 0, '/bin/sh'],
  ];
  const others = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('root:'));
  const home = (name: string) => join(directory, `home-${name}`);
  const lines = users.map(
    ([name, id, shell]) => `${name}:x:${id}:${id}::${name === 'box' ? '/' : home(name)}:${shell}`,
  );
  writeFileSync(join(directory, 'passwd'), [...lines, ...others].join('\n'));
  writeFileSync(
    join(directory, 'shadow'),
    users
      .map(([name]) => `${name}:${name === 'secret' ? hashOf(password) : '*'}:20000:0:99999:7:::\n`)
      .join(''),
  );
  writeFileSync(join(directory, 'sudoers'), 'admin ALL=(ALL) NOPASSWD: ALL\n', {mode: 0o440});
  for (const [name] of users) mkdirSync(home(name));
  writeFileSync(
    join(home('noisy'), '.bashrc'),
    'echo Welcome back; echo "K=: files" >&2; uptime\n',
  );
  writeFileSync(join(home('reading'), '.bashrc'), 'read -r answer\n');
  writeFileSync(
    join(home('steering'), '.bashrc'),
    "printf '\\033[?1049h\\033]0;mine\\007Hello\\n' >&2\n",
  );
  writeFileSync(join(home('tcsh'), '.cshrc'), 'echo Welcome back\nalias cat echo\n');
  mkdirSync(join(home('fish'), '.config/fish'), {recursive: true});
  writeFileSync(join(home('fish'), '.config/fish/config.fish'), 'echo Welcome back\n');
}

/** A root directory with nothing but Busybox and the kernel's own file systems. */
function makeBox(root: string): void {
  for (const name of ['bin', 'proc', 'sys', 'dev', 'etc'])
    mkdirSync(join(root, name), {recursive: true});
  const busybox = ['/usr/bin/busybox', '/bin/busybox'].find((path) => existsSync(path)) ?? '';
  copyFileSync(busybox, join(root, 'bin/busybox'));
  chmodSync(join(root, 'bin/busybox'), 0o755);
  for (const applet of ['sh', 'env', 'cat', 'head', 'ls', 'date', 'printf']) {
    symlinkSync('busybox', join(root, 'bin', applet));
  }
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\n');
  // What the shell gives processes in the background as their input.
  execFileSync('mknod', ['-m', '666', join(root, 'dev/null'), 'c', '1', '3']);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
