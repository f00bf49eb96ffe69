import {chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createTrialNotes} from '../../../source/host/local/trialNotes.js';
import type {TrialNote} from '../../../source/model/trial/trialNote.js';

const note: TrialNote = {
  owner: {pid: 7, startTicks: 1},
  containerIds: ['lxc:web'],
  processes: [{pid: 101, startTicks: 5}],
  settings: [{name: 'run', from: '0', to: '1'}],
};

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ksmtop-notes-'));
  mkdirSync(join(root, 'run'));
});
afterEach(() => rmSync(root, {recursive: true}));

const file = () => join(root, 'run/ksmtop/trial.json');

test('a note is kept until it is removed', async () => {
  const notes = createTrialNotes(root);
  expect(await notes.read()).toBeUndefined();
  await notes.write(note);
  expect(await notes.read()).toEqual(note);
  await notes.remove();
  expect(await notes.read()).toBeUndefined();
});

test.each([
  ['nonsense', 'nonsense'],
  ['another file', '{"ksmtop":"opt-ins","version":1}'],
  [
    'an unknown parameter',
    JSON.stringify({
      ksmtop: 'trial',
      version: 1,
      ...note,
      settings: [{name: 'x', from: '0', to: '1'}],
    }),
  ],
  [
    'a value that is none',
    JSON.stringify({
      ksmtop: 'trial',
      version: 1,
      ...note,
      settings: [{name: 'run', from: '0; reboot', to: '1'}],
    }),
  ],
  ['too much', ' '.repeat(2_000_000)],
])('%s is not a note', async (_, text) => {
  const notes = createTrialNotes(root);
  await notes.write(note);
  writeFileSync(file(), text);
  expect(await notes.read()).toBeUndefined();
});

test('neither a link nor a directory that others may write to is used', async () => {
  const notes = createTrialNotes(root);
  await notes.write(note);
  const aside = join(root, 'aside.json');
  writeFileSync(aside, JSON.stringify({ksmtop: 'trial', version: 1, ...note}));
  rmSync(file());
  symlinkSync(aside, file());
  expect(await notes.read()).toBeUndefined();
  chmodSync(join(root, 'run/ksmtop'), 0o777);
  await expect(notes.write(note)).rejects.toThrow(/is not safe to write to/);
});
