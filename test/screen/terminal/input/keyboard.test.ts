import {EventEmitter} from 'node:events';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {createKeyboard} from '../../../../source/screen/terminal/input/keyboard.js';
import type {Typed} from '../../../../source/screen/terminal/input/typed.js';
import {terminalKeys, terminalReplies} from '../../../fixtures/terminalInput.js';

const answer = '\u001b[0n';

/** A terminal whose screen is `lagMs` away. */
function keyboardAt(lagMs = 0) {
  const terminal = Object.assign(new EventEmitter(), {pause() {}});
  const typed: Typed[] = [];
  const mouse = {isOn: false};
  let answers = 0;
  const keyboard = createKeyboard(terminal as unknown as NodeJS.ReadStream, {
    answered: () => answers++,
    lagMs: () => lagMs,
    isMouseOn: () => mouse.isOn,
  });
  keyboard.subscribe((all) => typed.push(...all));
  /** What came since it was last asked for, when nothing more comes. */
  const taken = (): readonly Typed[] => {
    vi.advanceTimersByTime(20_000);
    return typed.splice(0);
  };
  return {
    keyboard,
    mouse,
    send: (text: string | Buffer) => terminal.emit('data', Buffer.from(text as string)),
    /** Each byte on its own, this long after the one before. */
    split(text: string | Buffer, gapMs: number) {
      for (const byte of Buffer.from(text as string)) {
        terminal.emit('data', Buffer.of(byte));
        vi.advanceTimersByTime(gapMs);
      }
    },
    taken,
    keys: () => taken().map((each) => (each.kind === 'key' ? each.key : each.kind)),
    answers: () => answers,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a key', () => {
  test.each(terminalKeys)('that sends %j is %s (%s)', (sent, key) => {
    const {send, split, keys} = keyboardAt();
    send(sent);
    expect(keys()).toEqual([key]);
    for (const gapMs of [0, 25]) {
      split(sent, gapMs);
      expect(keys()).toEqual([key]);
    }
  });

  test('that is held down is each of its repeats', () => {
    const {send, keys} = keyboardAt();
    send('jjj\u001b[B\u001b[B');
    expect(keys()).toEqual(['j', 'j', 'j', 'down', 'down']);
  });

  test.each(['j', 'é', '[', ' ', '\r', '/'])('%j with Alt is none', (character) => {
    const {send, keys} = keyboardAt();
    send(`\u001b${character}`);
    expect(keys()).toEqual([]);
  });

  test.each(['Ns', '?s', '?['])(
    'ESC %s is none: a single shift, or the keypad of a VT52',
    (rest) => {
      const {send, keys} = keyboardAt();
      send(`\u001b${rest}`);
      expect(keys()).toEqual([]);
      send('j');
      expect(keys()).toEqual(['j']);
    },
  );

  test('Escape is one when nothing has come behind it', () => {
    const {send, keys} = keyboardAt();
    send('\u001b');
    expect(keys()).toEqual(['escape']);
    send('\u001b\u001b');
    expect(keys()).toEqual(['escape', 'escape']);
  });

  test('comes at once, and Escape soon', () => {
    const {keyboard, send} = keyboardAt();
    const keys: Typed[] = [];
    keyboard.subscribe((typed) => keys.push(...typed));
    send('j');
    expect(keys).toHaveLength(1);
    send('\u001b');
    vi.advanceTimersByTime(60);
    expect(keys).toHaveLength(2);
  });

  test('behind an Escape is that key; a bracket, when it can be no rest of a sequence', () => {
    const {send, keys} = keyboardAt();
    for (const [key, waitMs] of [
      ['q', 100],
      ['/', 200],
      ['\u001b', 300],
      ['[', 2000],
    ] as const) {
      send('\u001b');
      vi.advanceTimersByTime(waitMs);
      send(key);
      expect(keys()).toEqual(['escape', key === '\u001b' ? 'escape' : key]);
    }
  });

  test.each([']', 'P', 'O'])(
    '%s behind an Escape counts, pressed once or again and again',
    (key) => {
      const {send, keys} = keyboardAt();
      for (const times of [1, 2, 5]) {
        send('\u001b');
        vi.advanceTimersByTime(200);
        for (let pressed = 0; pressed < times; pressed++) {
          send(key);
          vi.advanceTimersByTime(300);
        }
        vi.advanceTimersByTime(1500);
        expect(keys()).toEqual(['escape', ...Array.from({length: times}, () => key)]);
      }
    },
  );

  test('O behind an Escape counts soon, unless it begins F1', () => {
    const {send, keys} = keyboardAt();
    send('\u001b');
    vi.advanceTimersByTime(1000);
    send('O');
    vi.advanceTimersByTime(60);
    send('y');
    expect(keys()).toEqual(['escape', 'O', 'y']);
    send('\u001b');
    vi.advanceTimersByTime(200);
    send('OP');
    expect(keys()).toEqual(['escape', 'f1']);
  });

  test('of Ctrl-C alone counts, whatever was left unfinished', () => {
    for (const begun of [
      '\u001b',
      '\u001b[',
      '\u001b]52;',
      '\u001b[M',
      '\u001b[200~abc',
      '\u001bP',
    ]) {
      const {send, keys} = keyboardAt();
      send(begun);
      send('\u0003');
      expect(keys()).toEqual(['ctrl-c']);
    }
  });
});

describe.each(terminalReplies)('no key: %s', (_, reply) => {
  test('whole, repeated, and among keys', () => {
    const {send, keys} = keyboardAt();
    send(reply);
    expect(keys()).toEqual([]);
    send(Buffer.concat([reply, reply, reply]));
    expect(keys()).toEqual([]);
    send(
      Buffer.concat([Buffer.from('j'), reply, Buffer.from('\u001b[A'), reply, Buffer.from('k')]),
    );
    expect(keys()).toEqual(['j', 'up', 'k']);
  });

  test('split at any byte', () => {
    const {split, send, keys} = keyboardAt();
    for (let at = 1; at < reply.length; at++) {
      for (const gapMs of [0, 25, 200, 1000]) {
        send(reply.subarray(0, at));
        vi.advanceTimersByTime(gapMs);
        send(Buffer.concat([reply.subarray(at), Buffer.from('j')]));
        const mayBeEscape = gapMs > 50 && at === 1;
        // The rest of a VT52's identity after a late Escape cannot be distinguished from keys.
        if (mayBeEscape && reply[1] === 0x2f) {
          keys();
          continue;
        }
        expect(keys()).toEqual(mayBeEscape && reply[0] === 0x1b ? ['escape', 'j'] : ['j']);
      }
    }
    for (const gapMs of [0, 25]) {
      split(reply, gapMs);
      split(reply, gapMs);
      send('j');
      expect(keys()).toEqual(['j']);
    }
  });

  test('split at each byte, over a very slow line', () => {
    const {split, keys} = keyboardAt();
    if (reply[1] === 0x2f) return;
    split(reply, 200);
    split('j', 200);
    expect(keys().filter((key) => key !== 'escape')).toEqual(['j']);
  });
});

test.each(terminalReplies)('an answer of its own in the midst of it: %s', (_, reply) => {
  const {send, keys, answers} = keyboardAt();
  for (let at = 1; at < reply.length; at++) {
    for (const gapMs of [0, 25]) {
      send(reply.subarray(0, at));
      vi.advanceTimersByTime(gapMs);
      send(answer);
      vi.advanceTimersByTime(Math.max(0, gapMs - 2));
      send(reply.subarray(at));
      send('j');
      expect(keys()).toEqual(['j']);
    }
  }
  expect(answers()).toBeGreaterThanOrEqual(2 * (reply.length - 1));
});

describe('an answer', () => {
  test('is counted, and no key', () => {
    const {send, split, keys, answers} = keyboardAt();
    send(`jj${answer}\u001b[A${answer}`);
    split(answer, 25);
    expect(keys()).toEqual(['j', 'j', 'up']);
    expect(answers()).toBe(3);
  });

  test('does not put off what is waited for', () => {
    const {send, keys, answers} = keyboardAt();
    send('\u001b');
    for (let count = 0; count < 10; count++) {
      vi.advanceTimersByTime(200);
      send(answer);
    }
    send('[');
    expect(keys()).toEqual(['escape', '[']);
    send('\u001b]52;c;');
    for (let count = 0; count < 10; count++) {
      vi.advanceTimersByTime(200);
      send(answer);
    }
    send('j');
    expect(keys()).toEqual(['j']);
    expect(answers()).toBe(20);
  });

  test('in a paste is no part of it', () => {
    const {send, taken, answers} = keyboardAt();
    send(`\u001b[200~we${answer}b\u001b[201~`);
    expect(taken()).toEqual([{kind: 'paste', text: 'web'}]);
    expect(answers()).toBe(1);
  });

  test('behind an Escape leaves it one', () => {
    const {send, split, keys, answers} = keyboardAt();
    send(`\u001b${answer}`);
    expect(keys()).toEqual(['escape']);
    split(`\u001b${answer}`, 10);
    expect(keys()).toEqual(['escape']);
    expect(answers()).toBe(2);
  });
});

describe('text', () => {
  const kinds = (all: readonly Typed[]) => all.map(({kind}) => kind);

  test('that is pasted is one, whatever is in it', () => {
    const {send, split, taken} = keyboardAt();
    send('\u001b[200~buy\r\u001b[A界\u001b[201~j');
    expect(taken()).toEqual([
      {kind: 'paste', text: 'buy\r\u001b[A界'},
      {kind: 'key', key: 'j'},
    ]);
    split('\u001b[200~buy\u001b[201~', 25);
    expect(taken()).toEqual([{kind: 'paste', text: 'buy'}]);
  });

  test('that is pasted without end takes no memory', () => {
    const {send, taken} = keyboardAt();
    send('\u001b[200~');
    for (let piece = 0; piece < 100; piece++) send('x'.repeat(10_000));
    send('\u001b[201~');
    expect(taken()).toEqual([{kind: 'paste', text: 'x'.repeat(4096)}]);
  });

  test('that comes at once is a burst, whole or in pieces', () => {
    const {send, taken} = keyboardAt();
    send('buy\r');
    expect(taken()).toEqual([{kind: 'burst', text: 'buy\r', keys: ['b', 'u', 'y', 'enter']}]);
    send('bu');
    send('y');
    expect(kinds(taken())).toEqual(['burst', 'burst']);
    send('bu');
    vi.advanceTimersByTime(50);
    send('y');
    expect(kinds(taken())).toEqual(['burst', 'key']);
  });

  test('of one character is a burst when no key can have been held for that long', () => {
    const {send, taken} = keyboardAt();
    send('['.repeat(1000));
    expect(kinds(taken())).toEqual(['burst']);
  });

  test('that comes in reads of its own is typed, however fast', () => {
    const {send, keys} = keyboardAt();
    for (const letter of 'buy') send(letter);
    expect(keys()).toEqual(['b', 'u', 'y']);
  });

  test.each([
    ['a NUL', '\u0000['],
    ['controls', '[\u0001\r'],
    ['a byte that is none', Buffer.from('ff5b', 'hex')],
    ['a character that was cut', Buffer.from('e25b', 'hex')],
    ['an overlong one', Buffer.from('c0af5b', 'hex')],
    ['a surrogate', Buffer.from('eda0805b', 'hex')],
  ])('with %s in it is a burst', (_, noise) => {
    const {send, keys} = keyboardAt();
    send(noise);
    expect(keys()).toEqual(['burst']);
    send('j');
    expect(keys()).toEqual(['j']);
  });

  test('between sequences is a burst when there is much of it', () => {
    const {send, keys} = keyboardAt();
    send('[\u001b[1;1m'.repeat(100));
    expect(keys()).toEqual(['burst']);
  });

  test('behind a long string is noise', () => {
    const {send, keys} = keyboardAt();
    send(`\u001b]52;c;${'A'.repeat(1000)}\u0007[`);
    expect(keys()).toEqual(['burst']);
    send(`\u001b]52;c;${'A'.repeat(1000)}\u0007\u001bOS\u0003`);
    expect(keys()).toEqual(['ctrl-c']);
  });

  test('that is pasted without end is given up', () => {
    const {send, keys} = keyboardAt();
    send('\u001b[200~buy');
    expect(keys()).toEqual([]);
    send('j');
    expect(keys()).toEqual(['j']);
  });

  test('does not hide keys that are no text', () => {
    const {send, keys} = keyboardAt();
    send('ab\u001b[B\u0003');
    expect(keys()).toEqual(['burst', 'down', 'ctrl-c']);
  });
});

describe('the mouse', () => {
  const press = '\u001b[<0;3;4M';
  const wheel = '\u001b[<65;3;4M';

  test('counts only while it is on, whole or split', () => {
    const {mouse, send, split, taken} = keyboardAt();
    send(press);
    expect(taken()).toEqual([]);
    mouse.isOn = true;
    const input = {kind: 'mouse', report: {button: 'left', line: 3, column: 2}, count: 1};
    send(press);
    expect(taken()).toEqual([input]);
    for (const gapMs of [0, 25]) {
      split(press, gapMs);
      expect(taken()).toEqual([input]);
    }
    send(`${press}j${press}`);
    expect(taken()).toEqual([input, {kind: 'key', key: 'j'}, input]);
  });

  test('leaves the Escape before it a key', () => {
    const {mouse, send, keys} = keyboardAt();
    mouse.isOn = true;
    send(`\u001b${wheel}`);
    expect(keys()).toEqual(['escape', 'mouse']);
  });

  test('turns its wheel as often as it was turned, however many come at once', () => {
    const {mouse, send, taken} = keyboardAt();
    mouse.isOn = true;
    send(`${wheel.repeat(200)}${answer}${wheel}`);
    const [first, ...rest] = taken();
    expect(first).toMatchObject({kind: 'mouse', count: 201});
    expect(rest).toEqual([]);
    send(press.repeat(2));
    expect(taken()).toHaveLength(2);
  });

  test('does nothing in the midst of noise or of a paste', () => {
    const {mouse, send, keys} = keyboardAt();
    mouse.isOn = true;
    send(`${press.repeat(100)}[s`);
    expect(keys()).toEqual(['burst']);
    send(`\u001b[200~${press}\u001b[201~`);
    expect(keys()).toEqual(['paste']);
  });

  test.each(terminalReplies.filter(([name]) => !/^mouse, SGR$/.test(name)))(
    'is not meant by %s',
    (_, reply) => {
      const {mouse, send, keys} = keyboardAt();
      mouse.isOn = true;
      send(reply);
      send(Buffer.concat([reply, reply]));
      expect(keys()).toEqual([]);
    },
  );
});

test('any bytes at all give no more than keys, and the next key still acts', () => {
  const {send, keys} = keyboardAt();
  let seed = 1;
  for (let round = 0; round < 300; round++) {
    const noise = Buffer.from(
      Array.from({length: 40}, () => {
        seed = (seed * 48271) % 2147483647;
        return seed % 256;
      }),
    );
    send(noise);
    send('\u001b[201~');
    keys();
    send('j');
    expect(keys()).toEqual(['j']);
  }
});

test('is closed without anything left behind', () => {
  const {keyboard, send, keys} = keyboardAt();
  send('\u001b');
  keyboard.close();
  expect(vi.getTimerCount()).toBe(0);
  send('j');
  expect(keys()).toEqual([]);
});
