import {useEffect} from 'react';
import {expect, test} from 'vitest';
import {createTheme, ThemeProvider} from '../../../../source/screen/draw/theme.js';
import {Bottom} from '../../../../source/screen/frame/lower/bottom.js';
import {usePrompt} from '../../../../source/screen/frame/lower/usePrompt.js';
import {KeyRouterProvider, useKeyRouter} from '../../../../source/screen/keys/useKeys.js';
import {renderOn, settled} from '../../../support/screen/inkTerminal.js';

type Prompts = ReturnType<typeof usePrompt>;

/** A screen that has prompts alone, and those as they are now. */
async function promptsOn(onRefused?: () => void) {
  let prompts: Prompts | undefined;
  function Screen() {
    const now = usePrompt(onRefused);
    useEffect(() => {
      prompts = now;
    });
    const idle = {pending: [], message: undefined, error: undefined, idle: 'idle'};
    return (
      <KeyRouterProvider value={useKeyRouter()}>
        <Bottom prompt={now.prompt} closePrompt={now.closePrompt} {...idle} width={40} />
      </KeyRouterProvider>
    );
  }
  const terminal = renderOn(
    40,
    5,
    <ThemeProvider value={createTheme('none', true)}>
      <Screen />
    </ThemeProvider>,
  );
  await settled();
  if (!prompts) throw new Error('nothing was drawn');
  return {terminal, prompts};
}

test('a second question is answered with no, and the first one stays', async () => {
  let refused = 0;
  const {terminal, prompts} = await promptsOn(() => refused++);
  using _ = terminal;
  const first = prompts.ask('First?');
  expect(await prompts.ask('Second?')).toBe(false);
  prompts.edit({label: 'filter', text: '', hint: ''});
  await settled();
  expect(refused).toBe(1);
  expect(terminal.text().trimEnd()).toBe('First? y/N');
  await terminal.press('y');
  expect(await first).toBe(true);
  expect(terminal.text()).toContain('idle');
});

test('the same question asked again has to be read again', async () => {
  const {terminal, prompts} = await promptsOn();
  using _ = terminal;
  const answers: boolean[] = [];
  const again = prompts.ask('Continue?').then((yes) => {
    answers.push(yes);
    return prompts.ask('Continue?');
  });
  void again.then((yes) => answers.push(yes));
  await settled();
  await terminal.press('y');
  await settled();
  await terminal.pressAtOnce('y');
  expect(answers).toEqual([true]);
  await terminal.press('y');
  await settled();
  expect(answers).toEqual([true, true]);
});
