import {execFileSync} from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {
  contributors,
  descriptionLines,
  finish,
  publisher,
  reloadUnits,
  restartUnits,
  stage,
  stopUnits,
  summary,
} from './contents.mjs';
import {compressDeb} from './debArchive.mjs';
import {compressXz} from './xz.mjs';

/** @type {Readonly<Record<string, string>>} */
const architectures = {x86_64: 'amd64', aarch64: 'arm64'};

const places = {
  zshCompletions: 'usr/share/zsh/vendor-completions',
  units: 'lib/systemd/system',
  licences: 'usr/share/doc/ksmtop/licences',
};

/** What lintian would have otherwise, and cannot. */
const overrides = `# Bun keeps the program behind its own code; strip would cut it off.
ksmtop: unstripped-binary-or-object [usr/bin/ksmtop]
# Bun is one program with its libraries in it, and is built that way upstream.
ksmtop: embedded-library *
ksmtop: hardening-no-pie [usr/bin/ksmtop]
ksmtop: hardening-no-relro [usr/bin/ksmtop]
`;

/**
 * Writes a package for Debian and its relatives. Returns its path.
 *
 * @param {import('./package.mjs').PackageOptions} options
 */
export function buildDeb({root, outdir, version, machine, executable, contents, time, isFast}) {
  const architecture = architectures[machine] ?? machine;
  const work = mkdtempSync(join(tmpdir(), 'ksmtop-deb-'));
  try {
    stage(root, work, {executable, contents, places, time});
    /** @param {string} path @param {string | Uint8Array} content @param {number} [mode] */
    const write = (path, content, mode = 0o644) => {
      mkdirSync(join(work, path, '..'), {recursive: true});
      writeFileSync(join(work, path), content, {mode});
    };
    write('usr/share/lintian/overrides/ksmtop', overrides);
    write('usr/share/doc/ksmtop/changelog.gz', gzipSync(changelog(version, time), {level: 9}));
    write('usr/share/doc/ksmtop/copyright', copyright(root));
    write('DEBIAN/control', control({version, architecture, size: kibibytesIn(work)}));
    for (const [name, line] of Object.entries(scripts)) {
      write(join('DEBIAN', name), `#!/bin/sh\nset -e\n${line}\n`, 0o755);
    }
    finish(work, time);
    const file = join(outdir, `ksmtop_${version}_${architecture}.deb`);
    const compression = isFast ? ['-Zgzip', '-z1'] : ['-Znone'];
    execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', work, file], {
      env: {...process.env, SOURCE_DATE_EPOCH: String(time.getTime() / 1000)},
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (!isFast) compressDeb(file, {time, compress: (tar) => compressXz(tar, machine)});
    return file;
  } finally {
    rmSync(work, {recursive: true});
  }
}

/** Debian demands an address. One in `.invalid` is never anybody's (RFC 2606). */
const maintainer = () => publisher() ?? `${contributors} <ksmtop@packages.invalid>`;

const scripts = {
  postinst: restartUnits,
  prerm: `if [ "$1" = remove ]; then ${stopUnits}; fi`,
  postrm: reloadUnits,
};

/** @param {{version: string, architecture: string, size: number}} of */
const control = ({version, architecture, size}) => `Package: ksmtop
Version: ${version}
Architecture: ${architecture}
Maintainer: ${maintainer()}
Installed-Size: ${size}
Depends: libc6 (>= 2.17)
Suggests: prometheus-node-exporter
Section: admin
Priority: optional
Description: ${summary}
${descriptionLines(76)
  .map((line) => ` ${line}`)
  .join('\n')}
`;

/** @param {string} root */
const copyright = (root) => `${readFileSync(join(root, 'licence'), 'utf8')}
The licences of all that is in /usr/bin/ksmtop, Bun and npm packages, are in
/usr/share/doc/ksmtop/licences. Bun holds a part of WebKit under the GNU Library General Public
License, version 2: see /usr/share/common-licenses/LGPL-2.
`;

/** @param {string} version @param {Date} time */
const changelog = (version, time) => `ksmtop (${version}) unstable; urgency=low

  * Release ${version}.

 -- ${maintainer()}  ${time.toUTCString().replace('GMT', '+0000')}
`;

/** @param {string} directory */
function kibibytesIn(directory) {
  return readdirSync(directory, {recursive: true, encoding: 'utf8'})
    .map((path) => statSync(join(directory, path)))
    .reduce((sum, stats) => sum + (stats.isFile() ? Math.ceil(stats.size / 1024) : 1), 0);
}
