import {expect, test} from 'vitest';
import {createLocalReader} from '../../../source/host/local/localReader.js';
import {findLxcfs} from '../../../source/host/sampling/lxcfs.js';
import {writeTree} from '../../fixtures/tree.js';

const mount = (path: string) => `50 22 0:44 ${path} ${path} rw - fuse.lxcfs lxcfs rw\n`;

test('each file of /proc that something is mounted over has a lock of its own', async () => {
  using tree = writeTree({});
  tree.update({'proc/self/mountinfo': mount(`${tree.procfs}/loadavg`)});
  const reader = createLocalReader();
  const lxcfs = await findLxcfs(reader, tree.procfs);
  expect(lxcfs('loadavg')).toEqual({name: 'lxcfs loadavg', from: 'open'});
  expect(lxcfs('meminfo')).toBeUndefined();
  // It is unknown what is mounted there: anything may be.
  const hidden = await findLxcfs(reader, `${tree.procfs}/nowhere`);
  expect(hidden('meminfo')).toEqual({name: 'lxcfs meminfo', from: 'open'});
  reader.close();
});
