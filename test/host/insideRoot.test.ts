import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {findInsideRoot, type LinkTargets} from '../../source/host/insideRoot.js';

function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'ksmtop-root-'));
  onTestFinished(() => rmSync(root, {recursive: true}));
  mkdirSync(join(root, 'usr/lib'), {recursive: true});
  writeFileSync(join(root, 'usr/lib/one.so'), '');
  symlinkSync('/usr/lib', join(root, 'lib'));
  return root;
}

test('links of a container stay inside its root', async () => {
  const root = makeRoot();
  expect(await findInsideRoot(root, '/lib/one.so')).toBe(`${root}/usr/lib/one.so`);
  expect(await findInsideRoot(root, '/lib/two.so')).toBeUndefined();
});

test('what one search has found on its way, the next ones do not look at again', async () => {
  const root = makeRoot();
  const known: LinkTargets = new Map();
  await findInsideRoot(root, '/lib/two.so', known);
  // Nothing is left to be looked at but what the searches have in common.
  rmSync(join(root, 'lib'));
  writeFileSync(join(root, 'usr/lib/two.so'), '');
  expect(await findInsideRoot(root, '/lib/one.so', known)).toBe(`${root}/usr/lib/one.so`);
  expect(await findInsideRoot(root, '/lib/two.so', known)).toBeUndefined();
  expect(await findInsideRoot(root, '/usr/lib/two.so')).toBe(`${root}/usr/lib/two.so`);
});
