import {describe, expect, test} from 'vitest';
import {parseBundleName} from '../../../source/host/names/bundle.js';
import {optionValues} from '../../../source/host/names/commandOptions.js';
import {parseDockerDataRoot, parseDockerName} from '../../../source/host/names/docker.js';
import {parseHostname, parseNetworkSettings} from '../../../source/host/names/hostname.js';
import {
  kubernetesNameOfDocker,
  kubernetesNameOfLog,
  kubernetesNameOfPod,
} from '../../../source/host/names/kubernetesName.js';
import {parseMachineName} from '../../../source/host/names/machined.js';
import {parseVeinfo, parseVzName} from '../../../source/host/names/openvz.js';
import {parsePodmanIndex} from '../../../source/host/names/podman.js';
import {parseLxcHostname, parseProxmoxSetting} from '../../../source/host/names/proxmox.js';
import {parseRuntimeList, socketPaths} from '../../../source/host/names/sockets/runtimeSocket.js';
import {runtimeId} from '../../fixtures/processes/runtimeId.js';

const web = runtimeId('web');

test('finds the values of an option, however it is written', () => {
  const line = 'dockerd -H unix:///a.sock --host=unix:///b.sock --data-root /srv/docker --host';
  expect(optionValues(line, ['-H', '--host'])).toEqual(['unix:///a.sock', 'unix:///b.sock']);
  expect(optionValues(line, ['--data-root'])).toEqual(['/srv/docker']);
  expect(optionValues(undefined, ['-H'])).toEqual([]);
});

describe('Docker', () => {
  test('record of a container', () => {
    expect(parseDockerName('{"Name":"/web1","ID":"0"}')).toBe('web1');
    for (const text of [undefined, '', '{', '[]', 'null', '{"Name":7}', '{"Name":""}']) {
      expect(parseDockerName(text)).toBeUndefined();
    }
  });

  test('settings of the daemon, old and new', () => {
    expect(parseDockerDataRoot('{"data-root": "/srv/docker"}')).toBe('/srv/docker');
    expect(parseDockerDataRoot('{"graph": "/srv/docker"}')).toBe('/srv/docker');
    expect(parseDockerDataRoot('{"debug": true}')).toBeUndefined();
  });

  test('list of running containers, with the names that others have for them', () => {
    const list = [
      {Id: web, Names: ['/shop/db', '/web1']},
      {Id: runtimeId('podman'), Names: ['web2']},
      {Id: runtimeId('nameless'), Names: null},
      {Names: ['/lost']},
      'nonsense',
    ];
    expect([...parseRuntimeList(list)]).toEqual([
      [web, 'web1'],
      [runtimeId('podman'), 'web2'],
    ]);
    expect(parseRuntimeList({message: 'no'}).size).toBe(0);
  });

  test('sockets in the options of a daemon', () => {
    expect(socketPaths('dockerd -H fd:// -H unix:///srv/d.sock -H tcp://0.0.0.0:2375')).toEqual([
      '/srv/d.sock',
    ]);
    expect(socketPaths('podman system service -t 0 unix:///tmp/p.sock')).toEqual(['/tmp/p.sock']);
    expect(socketPaths(undefined)).toEqual([]);
  });
});

test('index of the storage of Podman', () => {
  const text = JSON.stringify([
    {id: web, names: ['web9'], metadata: '{"name":"web1"}'},
    {id: runtimeId('nameless')},
    {names: ['lost']},
  ]);
  expect([...parsePodmanIndex(text)]).toEqual([[web, 'web9']]);
  for (const nonsense of ['', '{}', 'null', '[1, null]']) {
    expect(parsePodmanIndex(nonsense).size).toBe(0);
  }
});

describe('Kubernetes', () => {
  test('names that Docker and CRI-O give', () => {
    expect(kubernetesNameOfDocker('k8s_nginx_shop-7d9f_default_0f1d-22_3')).toBe(
      'default/shop-7d9f/nginx',
    );
    expect(kubernetesNameOfDocker('k8s_POD_shop-7d9f_default_0f1d-22_0')).toBe(
      'default/shop-7d9f/pause',
    );
    for (const name of ['web1', 'k8s_web', 'k8s___', 'my_app_web_1_2']) {
      expect(kubernetesNameOfDocker(name)).toBeUndefined();
    }
  });

  test('log files', () => {
    expect(kubernetesNameOfLog(`shop-7d9f_default_nginx-proxy-${web}.log`)).toEqual({
      id: web,
      name: 'default/shop-7d9f/nginx-proxy',
    });
    expect(kubernetesNameOfLog('shop_default_nginx-123.log')).toBeUndefined();
    expect(kubernetesNameOfPod('kube-system_etcd-n1_0123abcd')).toEqual({
      uid: '0123abcd',
      name: 'kube-system/etcd-n1',
    });
    expect(kubernetesNameOfPod('lost+found')).toBeUndefined();
  });

  const bundleOf = (annotations: unknown) => JSON.stringify({ociVersion: '1.0.2', annotations});

  test('notes of containerd', () => {
    const pod = {
      'io.kubernetes.cri.sandbox-name': 'shop-7d9f',
      'io.kubernetes.cri.sandbox-namespace': 'default',
    };
    const container = {
      ...pod,
      'io.kubernetes.cri.container-type': 'container',
      'io.kubernetes.cri.container-name': 'nginx',
    };
    expect(parseBundleName(bundleOf(container))).toBe('default/shop-7d9f/nginx');
    expect(parseBundleName(bundleOf({...pod, 'io.kubernetes.cri.container-type': 'sandbox'}))).toBe(
      'default/shop-7d9f/pause',
    );
    // containerd 1.3 does not say which namespace: then the log files do.
    expect(
      parseBundleName(bundleOf({'io.kubernetes.cri.container-type': 'container'})),
    ).toBeUndefined();
  });

  test('notes of CRI-O', () => {
    const container = {
      'io.kubernetes.cri-o.ContainerType': 'container',
      'io.kubernetes.container.name': 'nginx',
      'io.kubernetes.pod.name': 'shop-7d9f',
      'io.kubernetes.pod.namespace': 'default',
    };
    expect(parseBundleName(bundleOf(container))).toBe('default/shop-7d9f/nginx');
    const sandbox = {
      ...container,
      'io.kubernetes.cri-o.ContainerType': 'sandbox',
      'io.kubernetes.container.name': 'POD',
    };
    expect(parseBundleName(bundleOf(sandbox))).toBe('default/shop-7d9f/pause');
  });

  test('notes of nerdctl, and none', () => {
    expect(parseBundleName(bundleOf({'nerdctl/name': 'web1'}))).toBe('web1');
    for (const text of [undefined, '{', bundleOf(null), bundleOf([]), bundleOf('x')]) {
      expect(parseBundleName(text)).toBeUndefined();
    }
  });
});

test('settings of Proxmox, those of its snapshots left out', () => {
  const text = 'arch: amd64\nhostname: mail\nmemory: 512\n\n[before]\nhostname: old\nname: old\n';
  expect(parseProxmoxSetting(text, 'hostname')).toBe('mail');
  expect(parseProxmoxSetting(text, 'name')).toBeUndefined();
  expect(parseProxmoxSetting('#name: x\nname: web \r\n', 'name')).toBe('web');
  expect(parseProxmoxSetting('name:\ncores: 2\n', 'name')).toBeUndefined();
  expect(parseProxmoxSetting(undefined, 'name')).toBeUndefined();
});

test('hostname among the settings of LXC, new and old', () => {
  expect(parseLxcHostname('lxc.arch = amd64\nlxc.uts.name = mail\n')).toBe('mail');
  expect(parseLxcHostname('lxc.utsname=mail\n')).toBe('mail');
  expect(parseLxcHostname('#lxc.uts.name = mail\nlxc.uts.name =\n')).toBeUndefined();
  expect(parseLxcHostname(undefined)).toBeUndefined();
});

describe('OpenVZ', () => {
  test('settings of a container', () => {
    const text = 'ONBOOT="yes"\nHOSTNAME="mail.example"\nIP_ADDRESS="10.0.0.101"\n';
    expect(parseVzName(text)).toBe('mail.example');
    expect(parseVzName(`${text}NAME="mail"\n`)).toBe('mail');
    expect(parseVzName("HOSTNAME=mail\n#NAME='x'\n")).toBe('mail');
    expect(parseVzName('HOSTNAME=""\nNAMESERVER="10.0.0.1"\n')).toBeUndefined();
    expect(parseVzName(undefined)).toBeUndefined();
  });

  test('veinfo', () => {
    const text = '       101     0    31         10.0.0.101 10.0.0.102\n         0     0   140  \n';
    expect([...parseVeinfo(text)]).toEqual([['101', '10.0.0.101']]);
    expect(parseVeinfo('').size).toBe(0);
  });
});

test('record of a machine', () => {
  const text = '# This is private data. Do not parse.\nNAME=deb1\nSERVICE=systemd-nspawn\n';
  expect(parseMachineName(text)).toBe('deb1');
  expect(parseMachineName('SERVICE=x\n')).toBeUndefined();
});

describe('what a container calls itself', () => {
  test('in its hostname file', () => {
    expect(parseHostname('# set by hand\n\nweb-1.example\n')).toBe('web-1.example');
    for (const text of ['', '\n', 'two words\n', 'web\u001b[2J\n', `${'x'.repeat(254)}\n`]) {
      expect(parseHostname(text)).toBeUndefined();
    }
  });

  test('in the settings of EL 6', () => {
    expect(parseNetworkSettings('NETWORKING=yes\nHOSTNAME="mail.example"\n')).toBe('mail.example');
    expect(parseNetworkSettings('NETWORKING=yes\n')).toBeUndefined();
  });
});
