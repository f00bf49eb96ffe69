import {describe, expect, test} from 'vitest';
import type {ContainerIdentity} from '../../../source/kernel/container/identity.js';
import {isTenantPattern, tenantOf, tenantPattern} from '../../../source/model/map/tenants.js';

const container = (kind: string, id: string, path = '/'): ContainerIdentity => ({
  kind,
  id,
  name: id,
  cgroup: {hierarchy: 'unified', path},
});

const name = (identity: ContainerIdentity, userId?: number) =>
  tenantOf({container: identity, ...(userId !== undefined && {userId})}, identity.name, {
    userNames: {1000: 'ann'},
  });

describe('tenantOf', () => {
  test.each([
    ['each system container is a tenant', container('lxc', 'lxc:w1'), 0, {name: 'lxc:w1'}],
    ['each virtual machine is one', container('qemu', 'qemu:v1'), 64_055, {name: 'qemu:v1'}],
    [
      'a pod is one, whichever of its containers',
      container('kubernetes', 'kubernetes:1', '/kubepods.slice/kubepods-pod01234567_89ab.slice/x'),
      0,
      {name: 'pod 01234567-89ab'},
    ],
    [
      'a rootless container is its user’s',
      container('podman', 'podman:user@1000/1'),
      100_999,
      {name: 'user ann'},
    ],
    [
      'containers of the system differ by id map',
      container('docker', 'docker:1'),
      33,
      {name: 'system', byIdMap: true},
    ],
    ['services are the system’s', container('service', 'service:db'), 112, {name: 'system'}],
    ['also with a dynamic user', container('service', 'service:d'), 62_000, {name: 'system'}],
    [
      'a person’s processes are theirs',
      container('session', 'session:1'),
      1000,
      {name: 'user ann'},
    ],
    ['without a name by number', container('host', 'host'), 1001, {name: 'user 1001'}],
  ])('%s', (_, identity, userId, tenant) => {
    expect(name(identity, userId)).toEqual(tenant);
  });

  test('a site names tenants by a pattern; what it does not match keeps its own', () => {
    const lxc = container('lxc', 'lxc:w1');
    const tenant = (called: string, pattern: RegExp) =>
      tenantOf({container: lxc}, called, {pattern});
    expect(tenant('shop-db-1', /^(\w+)-/)).toEqual({name: 'shop'});
    expect(tenant('shop', /^shop/)).toEqual({name: 'shop'});
    expect(tenant('other', /^shop/)).toEqual({name: 'lxc:w1'});
    expect(tenant('other', /^(\d*)/)).toEqual({name: 'lxc:w1'});
  });

  test('a pattern is checked; an empty one is none', () => {
    expect(['^(a)', '', '(', 7].map(isTenantPattern)).toEqual([true, true, false, false]);
    expect(['^(a)', '', undefined].map(tenantPattern)).toEqual([/^(a)/u, undefined, undefined]);
  });
});
