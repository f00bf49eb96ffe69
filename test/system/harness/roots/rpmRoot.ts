import {mkdir, readdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {program} from '../../../support/program.js';
import {mustRun} from '../../../support/run.js';

/** Words of rpm before what it is to do in a root directory. */
export const rpmIn = (root: string) => ['rpm', `--root=${root}`, '--dbpath=/var/lib/rpm'] as const;

/**
 * Makes a root directory whose files all belong to an rpm package, as on Fedora: it provides what
 * others require of its libraries and its shell, and nothing else. The root of a distribution would
 * need its mirror.
 *
 * @param files a directory with these files, of which `var` is left out
 */
export async function makeRpmRoot(root: string, files: string): Promise<void> {
  const work = `${root}-build`;
  try {
    const entries = (await readdir(files)).filter((name) => name !== 'var');
    const spec = join(work, 'base.spec');
    await mkdir(work, {recursive: true});
    await writeFile(
      spec,
      `%global debug_package %{nil}
%global __os_install_post %{nil}
%global _build_id_links none
%global _binary_payload w1.gzdio
Name: base
Version: 1
Release: 1
Summary: A shell and the C library
License: several
%description
All that is in this root directory.
%install
cp -a ${entries.map((name) => join(files, name)).join(' ')} %{buildroot}/
%files
${entries.map((name) => `/${name}`).join('\n')}
`,
    );
    const macros = {_topdir: work, _rpmdir: work, _dbpath: join(work, 'db')};
    const defines = Object.entries(macros).flatMap(([name, value]) => [
      '--define',
      `${name} ${value}`,
    ]);
    await mustRun(program('rpmbuild', '-bb', '--quiet', ...defines, spec));
    await mkdir(join(root, 'var/lib/rpm'), {recursive: true});
    const [command, ...words] = rpmIn(root);
    await mustRun(
      program(command, ...words, '--install', join(work, 'x86_64/base-1-1.x86_64.rpm')),
    );
  } finally {
    await rm(work, {recursive: true, force: true});
  }
}
