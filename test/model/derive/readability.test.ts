import {expect, test} from 'vitest';
import {obstacleOf, readabilityOf} from '../../../source/model/derive/readability.js';
import type {HostFacts, ProcessSample} from '../../../source/model/sample/sample.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

type Refusal = NonNullable<ProcessSample['refusal']>;

const refused = (file: Refusal['file'], errno = 'EACCES', pid = 7) =>
  processOf({pid, readable: false, refusal: {file, errno}});

const nobody = {root: false, ptrace: false, readSearch: false};
const root = {root: true, ptrace: true, readSearch: true};

const obstacleText = (process: ProcessSample, reader?: HostFacts['reader']) => {
  const {text = '', cure = ''} = obstacleOf(process, sampleOf(reader && {host: {reader}})) ?? {};
  return `${text} | ${cure}`;
};

test.each<[string, ReturnType<typeof refused>, HostFacts['reader'], RegExp]>([
  ['nobody', refused('maps'), nobody, /^ \| Run ksmtop as root\.$/],
  [
    'root in a container',
    refused('maps'),
    {...root, ptrace: false},
    /^root lacks CAP_SYS_PTRACE for \/proc\/7\/maps \(EACCES\) \| .*--cap-add SYS_PTRACE/,
  ],
  [
    'root without capabilities',
    refused('ksm_stat'),
    {...nobody, root: true},
    /^root lacks CAP_DAC_READ_SEARCH for \/proc\/7\/ksm_stat .*SEARCH; or/,
  ],
  [
    'root, whom a security module refuses',
    refused('maps', 'EPERM'),
    root,
    /^even root may not read \/proc\/7\/maps \(EPERM\) \| Usually a security module/,
  ],
  [
    'a user with the capability for it',
    refused('maps'),
    {...nobody, ptrace: true},
    /^even CAP_SYS_PTRACE may not read \/proc\/7\/maps/,
  ],
  [
    'a user with the capability for another file',
    refused('ksm_stat'),
    {...nobody, ptrace: true},
    /^ \| Run ksmtop as root\.$/,
  ],
  [
    'root, before a file that hangs',
    refused('maps', 'ETIMEDOUT'),
    root,
    /maps does not answer \| $/,
  ],
  ['a file that was not tried', refused('maps', 'EAGAIN'), root, /^\/proc\/7\/maps was not read: /],
  ['somebody unknown', refused('maps'), undefined, /^ \| $/],
  [
    'a reader without descriptors',
    refused('maps', 'EMFILE'),
    root,
    /^ksmtop has reached its limit of open files \(EMFILE\) \| Raise that limit/,
  ],
  [
    'a host without descriptors',
    refused('maps', 'ENFILE'),
    nobody,
    /^the host has reached its limit of open files/,
  ],
  ['a host without memory', refused('ksm_stat', 'ENOMEM'), root, /no memory left/],
  [
    'a file that is faulty',
    refused('maps', 'EIO'),
    root,
    /^the kernel could not read .*maps \(EIO\)/,
  ],
  ['a file that is too large', refused('maps', 'EFBIG'), nobody, /larger than the 8 MiB/],
])('says what holds for %s', (_, process, reader, text) => {
  expect(obstacleText(process, reader)).toMatch(text);
});

test('of several, tells of one that is refused for good', () => {
  const processes = [processOf(), refused('maps', 'ETIMEDOUT', 8), refused('maps', 'EACCES', 9)];
  const sight = readabilityOf(sampleOf({host: {reader: root}, processes}));
  expect(sight).toMatchObject({readable: 1, all: 3, obstacle: {text: /proc\/9/}});
});

test('of many, tells of what most are refused for', () => {
  const processes = [7, 8, 9].map((pid) => refused('maps', pid === 7 ? 'EACCES' : 'EMFILE', pid));
  const sight = readabilityOf(sampleOf({host: {reader: root}, processes}));
  expect(sight?.obstacle?.text).toMatch(/EMFILE/);
});

test.each([
  ['a user', nobody, 'Run ksmtop as root.'],
  ['root in a container', {...nobody, root: true}, /CAP_SYS_PTRACE/],
])('%s learns that processes are hidden, even if all others can be read', (_, reader, cure) => {
  const sight = readabilityOf(
    sampleOf({host: {reader, hidesProcesses: true}, processes: [processOf()]}),
  );
  expect(sight).toMatchObject({readable: 1, all: 1, hidden: true, obstacle: {text: /hidepid/}});
  expect(sight?.obstacle?.cure).toMatch(cure);
});

test('has nothing to say where all can be read', () => {
  expect(readabilityOf(sampleOf({processes: [processOf()]}))).toBeUndefined();
  expect(readabilityOf(sampleOf())).toBeUndefined();
});
