import {expect, test} from 'vitest';
import {
  trialPresets,
  trialSentences,
  triedPreset,
} from '../../../source/model/trial/trialRequest.js';
import {usualRule} from '../../../source/model/trial/trialRule.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf} from '../../fixtures/sample.js';

test('whether the time is enough is said for the pace of the preset', () => {
  const container = {id: 'lxc:web', kind: 'lxc', name: 'web'} as const;
  const process = processOf({pid: 101, container, anonBytes: 8 * 2 ** 30});
  const model = modelOf({
    ksm: {run: 1, pages_to_scan: 100, sleep_millisecs: 20},
    processes: [process],
  });
  const candidate = {
    target: {pid: 101, startTicks: process.startTicks, action: 'in' as const},
    command: 'nginx',
    container: {id: container.id, name: container.name},
    looked: {pid: 101, startTicks: process.startTicks},
  };
  const request = {containerIds: [container.id], rule: usualRule};
  const textWith = (name?: string) => {
    const preset = trialPresets.find((each) => each.name === name);
    const tried = preset && {preset: triedPreset(preset, model)};
    return trialSentences(model, [candidate], {...request, ...tried}).join('\n');
  };
  expect(textWith()).toMatch(/30 min are too few\. Use --minutes \d+, or a faster pace\./);
  expect(textWith('aggressive')).not.toMatch(/too few/);
  expect(textWith('aggressive')).toMatch(/It writes the preset aggressive \(.*pages_to_scan=4000/);
});

test('ksmd is not said to be stopped where that is unknown', () => {
  const sentencesOf = (run?: string) => {
    const model = modelOf({ksm: {run: 0}});
    const ksm = {counters: {}, parameters: run === undefined ? {} : {run}};
    const request = {containerIds: [], rule: usualRule};
    return trialSentences({...model, sample: {...model.sample, ksm}}, [], request).join('\n');
  };
  expect(sentencesOf('0')).toMatch(/ksmd is stopped: the trial starts it/);
  expect(sentencesOf()).not.toMatch(/ksmd is stopped/);
});

test('smart_scan is named where it stays on, as what it leaves out counts against the trial', () => {
  const model = modelOf({ksm: {run: 1, smart_scan: 1}});
  const textWith = (smart_scan?: string) => {
    const preset = smart_scan !== undefined && {preset: {name: 'own', values: {smart_scan}}};
    const request = {containerIds: [], rule: usualRule, ...preset};
    return trialSentences(model, [], request).join('\n');
  };
  expect(textWith()).toMatch(/smart_scan is on/);
  expect(textWith('0')).not.toMatch(/smart_scan is on/);
});
