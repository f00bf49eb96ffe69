import {afterEach, test} from 'vitest';
import {kernel2_6_32Openvz} from '../../fixtures/kernels/kernel-2.6.32-openvz.js';
import {kernel6_6} from '../../fixtures/kernels/kernel-6.6.js';
import {kernel6_12} from '../../fixtures/kernels/kernel-6.12.js';
import type {KernelTree} from '../../fixtures/kernels/kernelTree.js';
import {processFiles} from '../../fixtures/process.js';
import {runtimeId} from '../../fixtures/processes/runtimeId.js';
import {type TreeFiles, writeTree} from '../../fixtures/tree.js';
import type {Terminal} from '../../support/pty.js';
import {ksmtop} from '../harness/ksmtop.js';

/*
 * Hosts that no test machine is, described by their files: the whole program on a screen.
 */

const close: Array<() => void | Promise<void>> = [];

afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each();
});

function onScreen(kernel: KernelTree, files: TreeFiles): Terminal {
  const tree = writeTree({...kernel.files, ...files});
  const terminal = ksmtop(['--procfs', tree.procfs, '--sysfs', tree.sysfs], {
    columns: 140,
    rows: 40,
  });
  close.push(
    () => tree[Symbol.dispose](),
    () => terminal.close(),
  );
  return terminal;
}

test('Proxmox: containers and machines by number and name', async () => {
  const terminal = onScreen(kernel6_6, {
    'etc/pve/lxc/101.conf': 'arch: amd64\nhostname: mail.example\nmemory: 512\n',
    'etc/pve/qemu-server/102.conf': 'name: database\n[before]\nname: db-old\n',
  });
  await terminal.waitFor(/^[ ▸]101 mail\.example +lxc +2 /m);
  await terminal.waitFor(/^[ ▸]102 database +qemu +1 /m);
  // One without a file has its name on its command line.
  await terminal.waitFor(/^[ ▸]100 web +qemu +1 /m);
});

test('Kubernetes: namespace, pod and container, by the log files; a node of kind beside it', async () => {
  const logs = Object.fromEntries(
    [
      ['shop-7d9f_default_nginx', runtimeId('kubernetes-worker')],
      ['kube-apiserver-node-1_kube-system_kube-apiserver', runtimeId('kubernetes-api')],
    ].map(([name, id]) => [`var/log/containers/${name}-${id}.log`, '']),
  );
  const kind = runtimeId('kind-node');
  const terminal = onScreen(kernel6_12, {
    ...logs,
    [`var/lib/docker/containers/${kind}/config.v2.json`]: '{"Name": "/kind-worker"}',
  });
  await terminal.waitFor(/^[ ▸]default\/shop-7d9f\/nginx +kubernetes +1 /m);
  await terminal.waitFor(/^[ ▸]kube-system\/kube-apiserver-\S* +kubernetes +1 /m);
  await terminal.waitFor(/^[ ▸]kind-worker +docker +1 /m);
  // What runs in that node is the node's own: nothing on the host has a name for it.
  await terminal.waitFor(/^[ ▸]kind-worker\/[0-9a-f]{12} +kubernetes +1 /m);
});

test('OpenVZ 6: number with name, host name or address; what a kernel so old does not tell', async () => {
  const terminal = onScreen(kernel2_6_32Openvz, {
    'etc/vz/conf/101.conf': 'ONBOOT="yes"\nHOSTNAME="mail.example"\n',
  });
  await terminal.waitFor(/^[ ▸]101 mail\.example +openvz +2 +2 loaded/m);
  await terminal.waitFor(/^[ ▸]1002 10\.0\.0\.102 +openvz +1 /m);
  await terminal.filter('mail');
  await terminal.press('enter');
  await terminal.waitFor(/^[ ▸] *4177 +377 .*httpd/m);
});

test('Linux 6.6: MemoryKSM=yes of a unit is lost when the program is started', async () => {
  const service = {
    pid: 3000,
    command: 'mariadbd',
    cgroup: '/system.slice/mariadb.service',
    root: {'etc/systemd/system/mariadb.service.d/ksm.conf': '[Service]\nMemoryKSM=yes\n'},
    container: 'service:mariadb.service',
  };
  const terminal = onScreen(kernel6_6, processFiles(service, kernel6_6));
  await terminal.waitFor(/^[ ▸]mariadb\.service +service +1 /m);
  await terminal.filter('mariadb');
  await terminal.press('enter');
  await terminal.waitFor(/mariadbd/);
  await terminal.press('enter');
  await terminal.waitFor(
    /Its unit has MemoryKSM=yes, but Linux 6\.6\.13-1-pve drops the opt-in at exec \(6\.4 to 6\.6 do\)/,
  );
  await terminal.waitFor(/Upgrade the kernel to 6\.7 or later, or preload the library/);
});
