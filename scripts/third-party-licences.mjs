import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

const licenceFile = /^(?:licen[cs]es?|copying|notice)(?:\.|$)/i;

/**
 * The licences of all packages with code in a bundle, as one text.
 *
 * @param {string} root
 * @param {readonly {inputs: Record<string, unknown>}[]} outputs esbuild's account of the bundle
 */
export function thirdPartyLicences(root, outputs) {
  /** @type {Map<string, Set<string>>} */
  const directories = new Map();
  for (const input of outputs.flatMap((output) => Object.keys(output.inputs))) {
    const [, directory] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    if (directory === undefined) continue;
    // meow bundles other packages, with their licences next to them.
    const places = directories.get(directory) ?? new Set([directory]);
    directories.set(directory, places.add(dirname(input)));
  }
  return [...directories]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([directory, places]) => licencesOf(root, directory, [...places]))
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * @param {string} root
 * @param {string} directory
 * @param {readonly string[]} places
 */
function licencesOf(root, directory, places) {
  const {name, version, license, author} = JSON.parse(
    readFileSync(join(root, directory, 'package.json'), 'utf8'),
  );
  const texts = places
    .map((place) => join(root, place))
    .filter((place) => existsSync(place))
    .flatMap((place) =>
      readdirSync(place)
        .filter((file) => licenceFile.test(file))
        .map((file) => join(place, file)),
    )
    .map((path) => readFileSync(path, 'utf8').trim());
  if (texts.length === 0) {
    if (license !== 'MIT') throw new Error(`${name}: no licence text for "${license}"`);
    texts.push(mitLicence(root, author?.name ?? author ?? `the authors of ${name}`));
  }
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}

/**
 * For a package that only names the MIT licence: ours has the text.
 *
 * @param {string} root
 * @param {string} holder
 */
export function mitLicence(root, holder) {
  const own = readFileSync(join(root, 'licence'), 'utf8').trim();
  return own.replace(/^Copyright .*$/m, () => `Copyright (c) ${holder}`);
}
