import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';

type Locked = {
  os?: readonly string[];
  cpu?: readonly string[];
  optional?: boolean;
  devOptional?: boolean;
};

const lock = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
) as {packages: Record<string, Locked>};
const packages = Object.entries(lock.packages);

test('what only some machines can install is optional, so that npm ci works on all', () => {
  const demanded = packages.filter(
    ([, {os, cpu, optional, devOptional}]) => (os ?? cpu) && !optional && !devOptional,
  );
  expect(demanded.map(([name]) => name)).toEqual([]);
});

test('a package that is installed globally includes no runtime', () => {
  const manifest = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as {dependencies?: object; optionalDependencies: object; scripts: Record<string, string>};
  expect(manifest.dependencies).toBeUndefined();
  expect(Object.keys(manifest.optionalDependencies)).toEqual(['koffi']);
  expect(Object.keys(manifest.scripts).filter((name) => /install|prepare/.test(name))).toEqual([]);
});
