import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {
  contributors,
  descriptionLines,
  publisher,
  reloadUnits,
  restartUnits,
  stage,
  stopUnits,
  summary,
} from './contents.mjs';
import {replacePayload} from './rpmPayload.mjs';
import {compressXz, decompressXz} from './xz.mjs';

const places = {
  zshCompletions: 'usr/share/zsh/site-functions',
  units: 'usr/lib/systemd/system',
  licences: 'usr/share/licenses/ksmtop/LICENSES',
};

/**
 * Writes a package for Fedora, openSUSE and their relatives. Returns its path.
 *
 * @param {import('./package.mjs').PackageOptions} options
 */
export function buildRpm({root, outdir, version, machine, executable, contents, time, isFast}) {
  const work = mkdtempSync(join(tmpdir(), 'ksmtop-rpm-'));
  try {
    const staged = join(work, 'staged');
    stage(root, staged, {executable, contents, places, time});
    const spec = join(work, 'ksmtop.spec');
    writeFileSync(spec, specText({version, staged, time, isFast}));
    const macros = {_topdir: work, _rpmdir: join(work, 'rpms'), _dbpath: join(work, 'db')};
    execFileSync(
      'rpmbuild',
      [
        ...['-bb', '--quiet', '--target', `${machine}-linux`],
        ...Object.entries(macros).flatMap(([name, value]) => ['--define', `${name} ${value}`]),
        spec,
      ],
      {
        env: {...process.env, SOURCE_DATE_EPOCH: String(time.getTime() / 1000)},
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const [built = ''] = readdirSync(join(work, 'rpms', machine));
    const file = join(outdir, basename(built));
    copyFileSync(join(work, 'rpms', machine, built), file);
    if (!isFast) replacePayload(file, (xz) => compressXz(decompressXz(xz), machine));
    return file;
  } finally {
    rmSync(work, {recursive: true});
  }
}

/** @param {{version: string, staged: string, time: Date, isFast: boolean}} of */
const specText = ({
  version,
  staged,
  time,
  isFast,
}) => `# Neither stripped, which would cut the program off, nor compressed again.
%global debug_package %{nil}
%global __os_install_post %{nil}
%global _build_id_links none
%global _binary_payload ${isFast ? 'w1.gzdio' : 'w0.xzdio'}
%global _buildhost localhost
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
Name: ksmtop
Version: ${version}
Release: 1
Summary: ${summary.replace(/^./, (letter) => letter.toUpperCase())}
License: MIT AND ISC AND Apache-2.0 AND LGPL-2.0-only
Packager: ${packager()}
Group: System/Monitoring

%description
${descriptionLines(76).join('\n')}

%install
cp -a ${staged}/. %{buildroot}/

%post
${restartUnits}

%preun
if [ "$1" = 0 ]; then ${stopUnits}; fi

%postun
${reloadUnits}

%changelog
* ${changelogDate(time)} ${packager()} - ${version}-1
- Release ${version}.

%files
%attr(0755, root, root) /usr/bin/ksmtop
%defattr(0644, root, root, 0755)
%license /usr/share/licenses/ksmtop/LICENSES
%doc /usr/share/doc/ksmtop
%doc /usr/share/man/man1/ksmtop.1.gz
/usr/share/bash-completion/completions/ksmtop
/usr/share/zsh/site-functions/_ksmtop
/usr/share/fish/vendor_completions.d/ksmtop.fish
/usr/lib/systemd/system/ksmtop-estimate.service
/usr/lib/systemd/system/ksmtop-estimate.timer
/usr/lib/systemd/system/ksmtop-metrics.service
/usr/lib/systemd/system/ksmtop-parameters.service
`;

/** An rpm needs a name, but no address. */
const packager = () => publisher() ?? contributors;

/** As `Mon Nov 30 2026`. @param {Date} time */
function changelogDate(time) {
  const [day = '', date, month, year] = time.toUTCString().split(' ');
  return [day.replace(',', ''), month, date, year].join(' ');
}
