import {expect, test} from 'vitest';
import {
  formatRegister,
  type RegisteredOptIn,
  registerPath,
} from '../../../source/model/optIn/optInRegister.js';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {describedHost} from '../../support/hosts/describedHost.js';

const file = registerPath.slice(1);
const optIns = [{pid: 501, startTicks: 4711, containerId: 'lxc:web'}];

test('a sample has what the register says, as it is now', async () => {
  const {host, tree} = describedHost({...kernel6_18, processes: []});
  tree.update({'proc/sys/kernel/random/boot_id': 'boot-1\n'});
  expect(await host.sample()).not.toHaveProperty('optIns');
  tree.update({[file]: formatRegister(optIns, 'boot-1')});
  expect(await host.sample()).toMatchObject({optIns});
  const offered = {imageKey: 5, ranges: [{start: 0x1000n, end: 0x2000n}]};
  tree.update({
    [file]: formatRegister(
      optIns.map((each) => ({...each, offered})),
      'boot-1',
    ),
  });
  const byRegion = optIns.map((each) => ({...each, way: 'madvise'}));
  expect((await host.sample()).optIns).toEqual(byRegion);
  tree.update({[file]: formatRegister(optIns, 'boot-0')});
  expect(await host.sample()).not.toHaveProperty('optIns');
  tree.update({[file]: '{"ksmtop":'});
  expect(await host.sample()).toMatchObject({optInsProblem: expect.stringMatching(/is damaged/)});
  tree.remove(file);
  const sample = await host.sample();
  expect(sample).not.toHaveProperty('optIns');
  expect(sample).not.toHaveProperty('optInsProblem');
});

test('a register of thousands of processes is read as a whole', async () => {
  const many = Array.from({length: 5000}, (_, pid) => ({...optIns[0], pid}) as RegisteredOptIn);
  const {host, tree} = describedHost({...kernel6_18, processes: []});
  tree.update({
    'proc/sys/kernel/random/boot_id': 'boot-1\n',
    [file]: formatRegister(many, 'boot-1'),
  });
  expect((await host.sample()).optIns).toHaveLength(5000);
});
