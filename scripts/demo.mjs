import {existsSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {guard, releaseAll} from './bench/machine/guard.mjs';
import {holdKsm} from './bench/machine/heldKsm.mjs';
import {build} from './build.mjs';
import {packedRecording} from './demo/packedRecording.mjs';
import {programOf} from './demo/program.mjs';
import {playStory} from './demo/story.mjs';

const root = join(import.meta.dirname, '..');
const names = Array.from({length: 12}, (_, index) => `lamp${String(index + 1).padStart(2, '0')}`);

/** Another program may have set others. */
const kernelDefaults = {
  run: 0,
  max_page_sharing: 256,
  use_zero_pages: 0,
  smart_scan: 1,
  pages_to_scan: 100,
  sleep_millisecs: 20,
};

/**
 * Makes what `ksmtop demo` shows: what ksmtop does to twelve containers on this machine, recorded.
 * @param {string} outfile
 */
async function makeDemo(outfile) {
  const work = await mkdtemp(join(tmpdir(), 'ksmtop-demo-'));
  try {
    const {entry} = await build();
    const program = programOf(entry);
    if (!(await holdKsm(kernelDefaults))) throw new Error('This needs root and KSM.');
    await startContainers(join(work, 'containers'));
    // Scans are counted from 0 again.
    for (const run of ['run=2', 'run=0']) await program.run(['set', '--yes', run]);
    const path = join(work, 'recording.gz');
    const recorder = program.start(['record', path]);
    const story = await playStory({program, names, recordingBegun: () => existsSync(path)});
    await recorder.interrupt();
    const demo = {recording: await packedRecording(path, names), ...story};
    await writeFile(outfile, `${JSON.stringify(demo, undefined, 1)}\n`);
    console.error(`${outfile}: ${Math.ceil(demo.recording.length / 1024)} KiB of base64.`);
  } finally {
    await releaseAll();
    await rm(work, {recursive: true, force: true});
  }
}

/** They are stopped in the end, however this program ends. @param {string} directory */
async function startContainers(directory) {
  console.error(`Starting ${names.length} containers …`);
  const containers = await guard({
    args: [join(import.meta.dirname, 'demo/lamp.sh'), directory, ...names],
    prepare: `
      . "$1"; directory=$2; shift 2
      mkdir -p "$directory" && chmod 755 "$(dirname "$directory")" "$directory" &&
      make_root "$directory-root" || exit
      for name; do start_container "$directory" "$directory-root" "$name"; done
      served=true
      for name; do serve "$directory" "$name" || served=false; done
      $served || { stop_containers "$directory"; exit; }`,
    cleanUp: 'stop_containers "$directory"',
  });
  if (containers) return;
  throw new Error(
    'The containers do not serve their page: this needs lxc, mariadb-server, php-fpm, php-mysql, apache2 and curl.',
  );
}

const {values} = parseArgs({
  options: {outfile: {type: 'string', default: join(root, 'source/recording/demo/lamp.json')}},
});
await makeDemo(values.outfile);
