import {expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {findContainers} from '../../../source/model/derive/findContainer.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const ofUser = 'service:user@7.service/sync.service';
const {containers = []} = advance(
  undefined,
  sampleOf({
    processes: [
      processOf({container: {id: 'podman:web.service/ab', kind: 'podman', name: 'web.service/ab'}}),
      processOf({container: {id: ofUser, kind: 'service', name: 'user@7/sync.service'}}),
      processOf({container: {id: 'lxc:web', kind: 'lxc', name: 'web'}}),
      processOf({container: {id: 'lxc:user@7/web', kind: 'lxc', name: 'user@7/web'}}),
    ],
    containerNames: {'podman:web.service/ab': 'web.service/shop'},
  }),
);

test.each([
  ['web.service/shop', ['podman:web.service/ab']],
  ['shop', ['podman:web.service/ab']],
  ['user@7/sync.service', [ofUser]],
  ['sync.service', [ofUser]],
  // Root's goes before what a user calls alike.
  ['web', ['lxc:web']],
  ['user@7/web', ['lxc:user@7/web']],
  ['podman:shop', ['podman:web.service/ab']],
  ['service:sync.service', [ofUser]],
  ['docker:shop', []],
])('%s, with its owner or without', (word, ids) => {
  expect(findContainers(containers, word).map(({id}) => id)).toEqual(ids);
});
