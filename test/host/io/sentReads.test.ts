import {describe, expect, test} from 'vitest';
import {
  addSent,
  divideAtHang,
  type QueuedRead,
  sentReads,
  unanswered,
} from '../../../source/host/io/sentReads.js';

const read = (lock: string): QueuedRead => ({
  wire: {path: `/proc/${lock}/stat`} as QueuedRead['wire'],
  lock,
  done() {},
});

const locks = (reads: readonly QueuedRead[]) => reads.map(({lock}) => lock);

describe('a child that hangs', () => {
  test('hangs at its first missing answer, with all that wait for the same lock', () => {
    const sent = sentReads(['1', '2', '3', '2'].map(read), true);
    sent.answered = 1;
    const {hung, again} = divideAtHang(sent);
    expect(locks(hung)).toEqual(['2', '2']);
    expect(locks(again)).toEqual(['3']);
  });

  test('does not show where, if it gathers answers: all are sent again', () => {
    const sent = sentReads(['1', '2', '3'].map(read));
    sent.answered = 1;
    expect(divideAtHang(sent).hung).toEqual([]);
    expect(locks(divideAtHang(sent).again)).toEqual(['2', '3']);
  });

  test('shows where among those flushed before it began to gather', () => {
    const sent = sentReads();
    addSent(sent, [read('1')], true);
    addSent(sent, [read('2')], false);
    addSent(sent, [read('3')], true);
    expect(locks(divideAtHang(sent).hung)).toEqual(['1']);
    sent.answered = 1;
    expect(divideAtHang(sent).hung).toEqual([]);
    expect(locks(unanswered(sent))).toEqual(['2', '3']);
  });
});
