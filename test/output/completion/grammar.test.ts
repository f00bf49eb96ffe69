import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {lookups} from '../../../source/output/completion/grammar.js';

const home = mkdtempSync(join(tmpdir(), 'ksmtop-lookups-'));
afterAll(() => rmSync(home, {recursive: true}));

function candidates(lookup: string): string[] {
  const env = {HOME: home, PATH: `${home}:/usr/bin:/bin`};
  return spawnSync('sh', ['-c', lookup], {env, encoding: 'utf8'}).stdout.split('\n').slice(0, -1);
}

test('containers are suggested, unless their name could be taken for more', () => {
  const names = ['web-1', '--yes', '-H', 'a b', '$(id)', 'a\\"b', '*', 'user@1000/web', '101'];
  const lines = names.map(
    (name) => `ksm_container_verdict{container="${name}",kind="lxc",verdict="saving"} 0`,
  );
  writeFileSync(join(home, 'ksmtop'), `#!/bin/sh\ncat <<'end'\n${lines.join('\n')}\nend\n`);
  chmodSync(join(home, 'ksmtop'), 0o755);
  expect(candidates(lookups.container)).toEqual(['web-1', 'user@1000/web', '101']);
});

test('hosts are suggested, unless their name could be taken for more', () => {
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh/config'), 'Host storage-7 -oProxyCommand --yes $(id) *.b ::1\n');
  expect(candidates(lookups.host)).toEqual(expect.arrayContaining(['storage-7', '::1']));
  expect(candidates(lookups.host).join()).not.toMatch(/-o|--yes|id|\*/);
});
