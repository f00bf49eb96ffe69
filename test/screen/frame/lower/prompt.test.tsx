import type {ReactNode} from 'react';
import {describe, expect, test} from 'vitest';
import {createTheme, ThemeProvider} from '../../../../source/screen/draw/theme.js';
import type {TextPrompt} from '../../../../source/screen/frame/frameContext.js';
import {Confirm, EditPrompt, questionLines} from '../../../../source/screen/frame/lower/prompt.js';
import {KeyRouterProvider, useKeyRouter} from '../../../../source/screen/keys/useKeys.js';
import {keyCodes, renderOn, settled} from '../../../support/screen/inkTerminal.js';

function Keyboard({children}: {children: ReactNode}) {
  return <KeyRouterProvider value={useKeyRouter()}>{children}</KeyRouterProvider>;
}

const theme = createTheme('none', true);

async function draw(node: ReactNode) {
  const terminal = renderOn(
    40,
    5,
    <ThemeProvider value={theme}>
      <Keyboard>{node}</Keyboard>
    </ThemeProvider>,
  );
  await settled();
  return terminal;
}

describe('a question', () => {
  test.each([
    ['y', true],
    ['Y', false],
    ['n', false],
    ['j', false],
    ['1', false],
    [' ', false],
    [keyCodes.enter, false],
    [keyCodes.escape, false],
    [keyCodes.up, false],
    ['\u0019', false],
  ])('is answered by %j with %j', async (key, yes) => {
    const answers: boolean[] = [];
    using terminal = await draw(
      <Confirm question="Stop ksmd?" onAnswer={(answer) => answers.push(answer)} width={40} />,
    );
    expect(terminal.text().trimEnd()).toBe('Stop ksmd? y/N');
    await terminal.press(key);
    expect(answers).toEqual([yes]);
  });

  test('is not answered before anybody can have read it', async () => {
    const answers: boolean[] = [];
    using terminal = await draw(
      <Confirm question="Stop ksmd?" onAnswer={(answer) => answers.push(answer)} width={40} />,
    );
    await terminal.pressAtOnce('y');
    await terminal.pressAtOnce('y');
    expect(answers).toEqual([]);
    await terminal.press('y');
    expect(answers).toEqual([true]);
  });

  test('is answered with no at once', async () => {
    const answers: boolean[] = [];
    using terminal = await draw(
      <Confirm question="Stop ksmd?" onAnswer={(answer) => answers.push(answer)} width={40} />,
    );
    await terminal.pressAtOnce('n');
    expect(answers).toEqual([false]);
  });

  test.each(['yes', 'y\r', '\u001b[200~y\u001b[201~'])('is not answered by %j', async (text) => {
    const answers: boolean[] = [];
    using terminal = await draw(
      <Confirm question="Stop ksmd?" onAnswer={(answer) => answers.push(answer)} width={40} />,
    );
    await terminal.press(text);
    expect(answers).toEqual([]);
  });

  test('that is long takes more lines, and ends in what can be answered', () => {
    expect(questionLines('Unmerge? That needs 3.15 GiB.', 20)).toEqual([
      'Unmerge? That needs',
      '3.15 GiB. y/N',
    ]);
    expect(questionLines('Unmerge? That needs a lot', 25)).toEqual([
      'Unmerge? That needs a lot',
      'y/N',
    ]);
  });

  test('has its answers in bold', async () => {
    using terminal = renderOn(
      40,
      5,
      <ThemeProvider value={createTheme('color', true)}>
        <Confirm question="Stop?" onAnswer={() => {}} width={10} />
      </ThemeProvider>,
    );
    expect(terminal.text()).toBe('\u001B[33mStop? \u001B[39m\u001B[1my/N\u001B[22m');
  });
});

describe('a line to type', () => {
  async function drawPrompt(changes: Partial<TextPrompt> = {}) {
    const events: string[] = [];
    const prompt: TextPrompt = {
      label: 'filter',
      text: '',
      hint: 'Enter applies',
      onChange: (text) => events.push(text),
      onDone: (text) => events.push(`done ${text}`),
      onCancel: () => events.push('cancel'),
      ...changes,
    };
    const node = <EditPrompt prompt={prompt} onClose={() => events.push('close')} width={40} />;
    return {events, terminal: await draw(node)};
  }

  test('begins with its text and has a caret', async () => {
    const {terminal} = await drawPrompt({text: 'web'});
    using _ = terminal;
    expect(terminal.text().trimEnd()).toBe('filter: web_   Enter applies');
  });

  test('tells each letter, and the text at the end', async () => {
    const {terminal, events} = await drawPrompt();
    using _ = terminal;
    await terminal.press('a', ' ', '界', keyCodes.backspace, keyCodes.enter);
    expect(events).toEqual(['a', 'a ', 'a 界', 'a ', 'close', 'done a ']);
  });

  test('can be left without a text', async () => {
    const {terminal, events} = await drawPrompt();
    using _ = terminal;
    await terminal.press('a', keyCodes.escape);
    expect(events).toEqual(['a', 'close', 'cancel']);
  });

  test('takes no character that would steer the terminal', async () => {
    const {terminal, events} = await drawPrompt();
    using _ = terminal;
    await terminal.press('\u0085', '\u202E', '\u200B', 'a', keyCodes.up, keyCodes.f5);
    expect(events).toEqual(['a']);
  });

  test('takes a paste as one line, and a burst of letters as typed', async () => {
    const {terminal, events} = await drawPrompt();
    using _ = terminal;
    await terminal.press('\u001b[200~ no\u0007\u001b[31m such\r\n\tname\n\u001b[201~');
    expect(events).toEqual(['no[31m such name']);
    await terminal.press('.x');
    await settled();
    expect(events.slice(1)).toEqual(['no[31m such name.', 'no[31m such name.x']);
  });

  test('shows the end of a text that is wider than the screen', async () => {
    const {terminal} = await drawPrompt({text: `${'x'.repeat(50)}界end`});
    using _ = terminal;
    expect(terminal.text()).toBe(`filter: ${'x'.repeat(26)}界end_`);
  });
});
