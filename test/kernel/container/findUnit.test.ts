import {expect, test} from 'vitest';
import {findUnit} from '../../../source/kernel/container/findUnit.js';

const manager = '/user.slice/user-1000.slice/user@1000.service';

test.each([
  ['/system.slice/nginx.service', 'service:nginx.service', '/system.slice/nginx.service'],
  ['/system.slice/x.service/inner/y.service', 'service:x.service', '/system.slice/x.service'],
  ['/system.slice/run-r1.scope', 'service:run-r1.scope', '/system.slice/run-r1.scope'],
  [
    `${manager}/app.slice/a.service`,
    'service:user@1000.service/a.service',
    `${manager}/app.slice/a.service`,
  ],
  [`${manager}/init.scope`, 'service:user@1000.service', `${manager}/init.scope`],
  // All the user's units live below: no cgroup of its own.
  [manager, 'service:user@1000.service', undefined],
  [
    '/user.slice/user-1000.slice/session-3.scope',
    'session:session-3.scope',
    '/user.slice/user-1000.slice/session-3.scope',
  ],
])('%s → %s', (path, id, own) => {
  const unit = findUnit(path);
  expect([unit?.id, unit?.path]).toEqual([id, own]);
});

test.each(['/', '/init.scope', '/system.slice', '/user.slice/user-1000.slice', ''])(
  '%j names none',
  (path) => {
    expect(findUnit(path)).toBeUndefined();
  },
);
