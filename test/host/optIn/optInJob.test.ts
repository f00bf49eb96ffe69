import {expect, test} from 'vitest';
import {createOptInJob} from '../../../source/host/optIn/optInJob.js';
import {marks} from '../../../source/host/optIn/optInProtocol.js';

test('on arm64 every process is refused by name, and nothing else is done', async () => {
  const said: Array<[number, unknown]> = [];
  const send = (mark: number, content: Uint8Array) =>
    said.push([mark, JSON.parse(Buffer.from(content).toString())]);
  const work = await createOptInJob({send, flush() {}}, 'arm64');
  const task = {pid: 7, startTicks: 70, action: 'in', procfs: '/proc'};
  work(marks.look, Buffer.from(JSON.stringify(task)));
  work(marks.go, Buffer.from('{}'));
  work(marks.journal, Buffer.from('opted in'));
  const text = 'ksmtop opts in on x86-64 only.';
  expect(said).toEqual([
    [marks.looked, {pid: 7, startTicks: 70, refusal: {name: 'architecture', text}}],
  ]);
});
