import {spawnSync} from 'node:child_process';
import {existsSync, globSync, writeSync} from 'node:fs';

const hasKsm = (): boolean => existsSync('/sys/kernel/mm/ksm/run');

const hasTool = (tool: string) => (): boolean =>
  spawnSync('/bin/sh', ['-c', `command -v ${tool}`], {env: {PATH: searchPath}}).status === 0;

/** Lets everyone log in, in a machine of a test. */
export const pamPermit = '/lib/x86_64-linux-gnu/security/pam_permit.so';

const searchPath = `${process.env['PATH']}:/usr/sbin:/sbin`;

const hasPhpMysql = (): boolean => globSync('/usr/lib/php/*/mysqli.so').length > 0;

/** What tests need of the machine: how to detect it, and what to do when it is missing. */
const requirements = {
  root: {met: () => process.getuid?.() === 0, otherwise: 'needs root'},
  ksm: {met: hasKsm, otherwise: 'needs /sys/kernel/mm/ksm'},
  gcc: {met: hasTool('gcc'), otherwise: 'install gcc'},
  libc: {met: () => existsSync('/usr/include/stdio.h'), otherwise: 'install libc6-dev'},
  musl: {met: hasTool('musl-gcc'), otherwise: 'install musl-tools'},
  '32-bit': {met: () => existsSync('/usr/lib32/crt1.o'), otherwise: 'install gcc-multilib'},
  hugetlb: {met: () => existsSync('/proc/sys/vm/nr_hugepages'), otherwise: 'needs hugetlb'},
  tmux: {met: hasTool('tmux'), otherwise: 'install tmux'},
  screen: {met: hasTool('screen'), otherwise: 'install screen'},
  busybox: {met: hasTool('busybox'), otherwise: 'install busybox-static'},
  fuse: {met: () => existsSync('/dev/fuse'), otherwise: 'needs /dev/fuse (modprobe fuse)'},
  loop: {
    met: () => existsSync('/dev/loop-control') && hasTool('mkfs.ext4')(),
    otherwise: 'needs loop devices, and mkfs.ext4 of e2fsprogs',
  },
  zram: {
    met: () => existsSync('/sys/class/zram-control') && hasTool('zramctl')(),
    otherwise: 'needs zram (modprobe zram)',
  },
  bash: {met: hasTool('bash'), otherwise: 'install bash'},
  zsh: {met: hasTool('zsh'), otherwise: 'install zsh'},
  fish: {met: hasTool('fish'), otherwise: 'install fish'},
  man: {met: hasTool('man'), otherwise: 'install man-db'},
  mandoc: {met: hasTool('mandoc'), otherwise: 'install mandoc'},
  tcsh: {met: hasTool('tcsh'), otherwise: 'install tcsh'},
  sudo: {met: hasTool('sudo'), otherwise: 'install sudo'},
  sshd: {met: () => existsSync('/usr/sbin/sshd'), otherwise: 'install openssh-server'},
  ip: {met: hasTool('ip'), otherwise: 'install iproute2'},
  unshare: {met: hasTool('unshare'), otherwise: 'install util-linux'},
  lxc: {met: hasTool('lxc-start'), otherwise: 'install lxc'},
  runc: {met: hasTool('runc'), otherwise: 'install runc'},
  docker: {met: hasTool('dockerd'), otherwise: 'install docker.io'},
  podman: {met: hasTool('podman'), otherwise: 'install podman'},
  nspawn: {met: hasTool('systemd-nspawn'), otherwise: 'install systemd-container'},
  dbus: {met: hasTool('dbus-daemon'), otherwise: 'install dbus'},
  initScripts: {
    met: () => hasTool('service')() && !existsSync('/run/systemd/system'),
    otherwise: 'needs service, and no systemd that runs this machine',
  },
  machined: {
    met: () => existsSync('/lib/systemd/systemd-machined') && existsSync(pamPermit),
    otherwise: 'install systemd-container and libpam-modules',
  },
  bubblewrap: {met: hasTool('bwrap'), otherwise: 'install bubblewrap'},
  systemdTmpfiles: {met: hasTool('systemd-tmpfiles'), otherwise: 'install systemd'},
  dpkgDeb: {met: hasTool('dpkg-deb'), otherwise: 'needs dpkg-deb'},
  rpmbuild: {met: hasTool('rpmbuild'), otherwise: 'install rpm'},
  xz: {met: hasTool('xz'), otherwise: 'install xz-utils'},
  lintian: {met: hasTool('lintian'), otherwise: 'install lintian'},
  rpmlint: {met: hasTool('rpmlint'), otherwise: 'install rpmlint'},
  mmdebstrap: {met: hasTool('mmdebstrap'), otherwise: 'install mmdebstrap'},
  systemdAnalyze: {met: hasTool('systemd-analyze'), otherwise: 'install systemd'},
  redis: {met: hasTool('redis-server'), otherwise: 'install redis-server'},
  nginx: {met: hasTool('nginx'), otherwise: 'install nginx-light'},
  phpFpm: {
    met: () => hasTool('php-fpm8.2')() || hasTool('php-fpm8.4')(),
    otherwise: 'install php-fpm',
  },
  java: {met: hasTool('javac'), otherwise: 'install default-jdk-headless'},
  go: {met: hasTool('go'), otherwise: 'install golang-go'},
  mariadb: {met: hasTool('mariadbd'), otherwise: 'install mariadb-server'},
  apache: {met: hasTool('apache2'), otherwise: 'install apache2'},
  curl: {met: hasTool('curl'), otherwise: 'install curl'},
  phpMysql: {met: hasPhpMysql, otherwise: 'install php-mysql'},
  file: {met: hasTool('file'), otherwise: 'install file'},
  htop: {met: hasTool('htop'), otherwise: 'install htop'},
  chromium: {met: hasTool('chromium'), otherwise: 'install chromium'},
  qemu: {met: hasTool('qemu-system-x86_64'), otherwise: 'install qemu-system-x86'},
  qemuUser: {met: hasTool('qemu-aarch64'), otherwise: 'install qemu-user'},
  arm64Libc: {
    met: () => existsSync('/usr/aarch64-linux-gnu/lib/libc.so.6'),
    otherwise: 'install libc6-arm64-cross',
  },
  apt: {met: hasTool('apt-get'), otherwise: 'needs apt-get'},
  ksmtuned: {met: hasTool('ksmtuned'), otherwise: 'install ksmtuned'},
  prometheus: {met: hasTool('prometheus'), otherwise: 'install prometheus'},
  promtool: {met: hasTool('promtool'), otherwise: 'install prometheus'},
  nodeExporter: {
    met: hasTool('prometheus-node-exporter'),
    otherwise: 'install prometheus-node-exporter',
  },
} as const;

export type Requirement = keyof typeof requirements;

/** Every container is made from our compiled programs and busybox. */
const containers = ['root', 'busybox', 'gcc', 'libc'] as const;

/** The other requirements of a requirement. */
const implied: Partial<Record<Requirement, readonly Requirement[]>> = {
  ksm: ['root'],
  fuse: ['root', 'gcc', 'libc'],
  lxc: containers,
  runc: containers,
  docker: containers,
  podman: [...containers, 'runc'],
  nspawn: containers,
  machined: [...containers, 'nspawn'],
  bubblewrap: containers,
  qemu: ['root'],
};

/**
 * For `describe.skipIf(missing('LXC containers', 'lxc', 'ksm'))`: says in one line what would have
 * to be there, so that a skipped test is not taken for a passed one.
 */
export const missing = (what: string, ...needed: readonly Requirement[]): boolean => {
  const all = new Set(needed.flatMap((name) => [...(implied[name] ?? []), name]));
  const reasons = [...all].map((name) => requirements[name]).filter(({met}) => !met());
  if (reasons.length > 0) {
    writeSync(2, `SKIPPED ${what}: ${reasons.map(({otherwise}) => otherwise).join(', ')}\n`);
  }

  return reasons.length > 0;
};
