import {EventEmitter} from 'node:events';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {InkOutput} from '../../../../source/screen/terminal/output/inkOutput.js';
import {keyboardSetup, mouseOff, mouseOn} from '../../../../source/screen/terminal/output/modes.js';
import {createStore} from '../../../../source/session/store.js';

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
/** To the last line, emptied. */
const lastLine = '\u001b[m\u001b[9999H\u001b[J';
const question = '\u001b[5n';

/** As Ink writes a frame: over the one before. */
const frame = (...lines: string[]) => `\u001b[2K\u001b[1A\u001b[2K\u001b[G${lines.join('\n')}`;

function outputOn(columns: number, rows: number, wantsMouse = false) {
  let written = '';
  const terminal = Object.assign(new EventEmitter(), {
    columns,
    rows,
    write(text: string, done?: () => void) {
      written += text;
      done?.();
      return true;
    },
  });
  const mouse = createStore(wantsMouse);
  const output = new InkOutput(terminal as unknown as NodeJS.WriteStream, mouse);
  /** What was written since it was last asked for, without the frame's own marks. */
  const taken = () => {
    const text = written.replace(/\u001b\[\?2026[hl]/g, '');
    written = '';
    return text;
  };
  return {output, terminal, mouse, taken};
}

describe('ink output', () => {
  afterEach(() => vi.restoreAllMocks());

  test('sends whole frames as changes, each followed by a request', () => {
    const {output, taken} = outputOn(10, 2);
    output.write(enter);
    expect(taken()).toBe(`${enter}${keyboardSetup}${question}`);
    output.answered();
    output.write(frame('a 1', 'b'));
    expect(taken()).toBe(`\u001b[H\u001b[2J\u001b[1Ha 1\r\nb${question}`);
    output.answered();
    output.write(frame('a 2', 'b'));
    expect(taken()).toBe(`\u001b[1;3H2${question}`);
    output.answered();
    output.write(frame('a 2', 'b'));
    expect(taken()).toBe('');
  });

  test('turns off what sends more than keys on entry, and restores it before it leaves', () => {
    const {output, taken} = outputOn(10, 2);
    output.write(enter);
    const entered = taken();
    for (const mode of [9, 1000, 1002, 1003, 1004, 1005, 1006, 1015]) {
      expect(entered).toMatch(new RegExp(`\\?(?:\\d+;)*${mode}(?:;\\d+)*l`));
    }
    // Kitty's flags are those of the alternate screen: set in there, and back before its end.
    expect(entered.indexOf('\u001b[>0u')).toBeGreaterThan(entered.indexOf(enter));
    output.write(leave);
    expect(taken()).toBe(`\u001b[<u${lastLine}${leave}`);
    output.write(enter);
    expect(taken()).toBe(entered);
  });

  describe('the mouse', () => {
    const wanted = () => outputOn(10, 2, true);

    test('is on while the screen is shown, and off before it is left', () => {
      const {output, taken} = wanted();
      output.write(enter);
      expect(taken()).toBe(`${enter}${keyboardSetup}${mouseOn}${question}`);
      expect(output.isMouseOn()).toBe(true);
      output.answered();
      output.write(leave);
      expect(taken()).toBe(`${mouseOff}${question}\u001b[<u${lastLine}${leave}`);
      expect(output.isMouseOn()).toBe(false);
      // What the mouse has still reported comes before the answer.
      expect(output.isAsking).toBe(true);
      output.write(enter);
      expect(taken()).toContain(mouseOn);
    });

    test('is off before another program gets the terminal', async () => {
      const {output, taken} = wanted();
      output.write(enter);
      output.answered();
      taken();
      const settling = output.settle();
      expect(taken()).toBe(`${mouseOff}${question}`);
      output.answered();
      await settling;
      output.write(leave);
      expect(taken()).toBe(`\u001b[<u${lastLine}${leave}`);
    });

    test('follows the key that turns it off and on', () => {
      const {output, mouse, taken} = wanted();
      output.write(enter);
      taken();
      mouse.set(false);
      expect(taken()).toBe(`${mouseOff}${question}`);
      mouse.set(true);
      expect(taken()).toBe(mouseOn);
    });
  });

  test('stops waiting for answers when asked to', async () => {
    const {output} = outputOn(10, 2);
    output.write(enter);
    expect(output.isAsking).toBe(true);
    const settling = output.settle();
    output.stopAsking();
    await settling;
    expect(output.isAsking).toBe(false);
  });

  test('a newer frame replaces one that waits for the line', () => {
    const {output, taken} = outputOn(10, 2);
    output.write(enter);
    output.answered();
    output.write(frame('1', ''));
    taken();
    output.write(frame('2', ''));
    output.write(frame('3', ''));
    expect(taken()).toBe('');
    output.answered();
    expect(taken()).toBe(`\u001b[1H3${question}`);
  });

  test('takes a frame of one line for a frame, and ignores cursor moves', () => {
    const {output, taken} = outputOn(10, 1);
    output.write('\u001b[2K\u001b[1A\u001b[2K\u001b[G');
    output.write('\u001b[?2026h');
    expect(taken()).toBe('');
    output.write('small');
    expect(taken()).toContain('small');
  });

  test('redraws everything after the terminal was lent or resized', () => {
    const {output, terminal, taken} = outputOn(10, 2);
    output.write(enter);
    output.write(frame('a', 'b'));
    output.write(leave);
    taken();
    output.write(enter);
    output.write(frame('a', 'b'));
    expect(taken()).toContain('\u001b[2J\u001b[1Ha\r\nb');
    let resizes = 0;
    output.on('resize', () => resizes++);
    terminal.columns = 12;
    output.resized();
    expect([resizes, output.columns]).toEqual([1, 12]);
    output.write(frame('a', 'b'));
    expect(taken()).toContain('\u001b[2J\u001b[1Ha\r\nb');
  });

  test('settles when the last answer has come, and draws nothing meanwhile', async () => {
    const {output, taken} = outputOn(10, 2);
    output.write(enter);
    output.answered();
    output.write(frame('a', 'b'));
    taken();
    let settled = false;
    const settling = output.settle().then(() => {
      settled = true;
    });
    output.write(frame('c', 'd'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(settled).toBe(false);
    output.answered();
    await settling;
    expect(taken()).toBe('');
  });

  test('reads an answer that came while the program was stalled, although its time is over', async () => {
    const {output} = outputOn(10, 2);
    output.write(enter);
    output.answered();
    output.write(frame('a', 'b'));
    const lateMs = performance.now() + 60_000;
    vi.spyOn(performance, 'now').mockReturnValue(lateMs);
    expect(output.isAsking).toBe(true);
    let isRead = false;
    setTimeout(() => {
      isRead = true;
      output.answered();
    }, 0);
    await output.settle();
    expect([isRead, output.isAsking]).toEqual([true, false]);
  });

  test('calls back once the text is written', () => {
    const {output} = outputOn(10, 2);
    let done = false;
    output.write('', () => {
      done = true;
    });
    expect(done).toBe(true);
  });
});
