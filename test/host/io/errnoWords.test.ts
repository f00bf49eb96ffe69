import {expect, test} from 'vitest';
import {errnoInWords} from '../../../source/host/io/errnoWords.js';

test.each([
  ['cat: /proc/1/stat: No such process', 'ESRCH'],
  ['cat: /x: Permission denied', 'EACCES'],
  ['cat: /proc/1/maps: Too many open files', 'EMFILE'],
  ['cat: /proc/1/maps: Too many open files in system', 'ENFILE'],
  ['cat: /proc/1/maps: No file descriptors available', 'EMFILE'],
  ['dd: /x: Cannot allocate memory', 'ENOMEM'],
  ['head: /x: Input/output error', 'EIO'],
  ['cat: /x: I/O error', 'EIO'],
  ['cat: /x: Interrupted system call', 'EINTR'],
  ['cat: /x: Connection timed out', 'ETIMEDOUT'],
  ['cat: /x: something new', 'EIO'],
])('%j means %s', (complaint, errno) => {
  expect(errnoInWords(complaint)).toBe(errno);
});
