import {setTimeout as pause} from 'node:timers/promises';
import {readKsm} from '../bench/machine/ksmFiles.mjs';
import {until} from '../bench/machine/until.mjs';

/**
 * Does what a person would do with ksmtop, and says so.
 *
 * @param {object} stage
 * @param {import('./program.mjs').Program} stage.program
 * @param {readonly string[]} stage.names of the containers
 * @param {() => boolean} stage.recordingBegun
 */
export async function playStory({program, names, recordingBegun}) {
  /** @type {Array<{timeMs: number, text: string}>} */
  const scenes = [];
  const tell = (/** @type {string} */ text) => {
    scenes.push({timeMs: Date.now(), text});
    console.error(text);
  };
  await until('the recording', recordingBegun);
  tell('Twelve containers, each with MariaDB, PHP and Apache. KSM is off, and nothing is saved.');
  await pause(7000);

  tell('What would KSM save? `ksmtop estimate` (key e) reads their memory and changes nothing.');
  const startMs = Date.now();
  const options = ['--cpu', '100', '--format', 'json'];
  const json = JSON.parse(await program.run(['estimate', ...options, ...names]));
  const endMs = Date.now();
  const estimated = bytesText(json.total.would_save_bytes);
  tell(
    `It would save ${estimated} of ${bytesText(json.total.memory_bytes)}: WOULD SAVE is the part of each container.`,
  );
  await pause(8000);

  const optIn = await program.run(['optin', '--yes', '--format', 'json', ...names]);
  const {length} = JSON.parse(optIn).processes;
  tell(
    `\`ksmtop optin\` (key o) made their ${length} processes offer this memory. Nothing was restarted.`,
  );
  await pause(7000);

  const scans = Number(await readKsm('full_scans'));
  await program.run(['set', '--yes', 'run=1']);
  tell(
    '`ksmtop set run=1` (key s) started ksmd. With the defaults of the kernel a scan takes over a minute, and nothing merges before the second.',
  );
  await pause(10_000);

  await program.run(['set', '--yes', 'pages_to_scan=1500']);
  tell(
    'Fifteen times as fast with pages_to_scan=1500 (keys t and ]). The panel t forecasts scan time and CPU before anything is written.',
  );
  await until('a merged page', async () => Number(await readKsm('pages_sharing')) > 10_000);
  tell('Equal pages are being merged: SAVED grows in each container.');
  await until('three scans', async () => Number(await readKsm('full_scans')) >= scans + 3);
  await settled();

  const saved = bytesText((await figuresOf(program, 1)).figures.saved_bytes);
  await program.run(['set', '--yes', 'pages_to_scan=200']);
  tell(
    `${saved} saved; the estimate was ${estimated}. Little is left to find: with pages_to_scan=200, ksmd is gentle.`,
  );
  const {figures, ksmd} = await figuresOf(program, 2);
  const cost = `${Math.max(1, Math.round(ksmd.cpu_percent))} % of a core`;
  tell(
    `${bytesText(figures.saved_bytes)} stay saved for ${cost}. Enter opens a container, ? lists the keys. Try it: sudo ksmtop, or ksmtop -H root@HOST.`,
  );
  await pause(5000);
  return {scenes, estimate: {startMs, endMs, json}};
}

/** Resolves when sharing grows by less than a percent in three seconds, or after half a minute. */
async function settled() {
  for (let before = 0, tries = 0; tries < 10; tries++) {
    await pause(3000);
    const sharing = Number(await readKsm('pages_sharing'));
    if (sharing - before < sharing / 100) return;
    before = sharing;
  }
}

/**
 * The last of some samples, with 15 s between them.
 * @param {import('./program.mjs').Program} program
 * @param {number} samples
 */
async function figuresOf(program, samples) {
  const options = ['-n', String(samples), '-d', '15', '--format', 'json'];
  const lines = (await program.run(['print', ...options])).trimEnd().split('\n');
  return JSON.parse(lines.at(-1) ?? '');
}

/** @param {number} bytes */
function bytesText(bytes) {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 1000 ? `${Math.round(mebibytes)} MiB` : `${(mebibytes / 1024).toFixed(2)} GiB`;
}
