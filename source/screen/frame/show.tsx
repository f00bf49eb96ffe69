import {render} from 'ink';
import type {ReactNode} from 'react';
import {showUntrusted} from '../../text/untrusted.js';
import {type Theme, ThemeProvider} from '../draw/theme.js';
import {findKey} from '../keys/keyTable.js';
import {KeyboardProvider} from '../keys/useKeys.js';
import {SettleContext} from '../keys/useSuspend.js';
import {InkInput} from '../terminal/inkInput.js';
import {InkOutput} from '../terminal/inkOutput.js';
import {createKeyboard, type Keyboard} from '../terminal/keyboard.js';

/**
 * Shows the screen in the terminal's alternate buffer until it is left, or `quit` is aborted.
 * Whatever ends it, the terminal is as it was before; an error of the program itself is told
 * after that, and ends the program.
 */
export async function show(
  screen: ReactNode,
  theme: Theme,
  {
    keyboard: terminal = process.stdin,
    quit,
  }: {keyboard?: NodeJS.ReadStream; quit?: AbortSignal} = {},
): Promise<void> {
  // Node would open its debugger: not in a program that root runs.
  const ignore = () => {};
  process.on('SIGUSR1', ignore);
  const warnings = holdWarnings();
  // Ink does so behind its first frame: what the terminal answers to that must not be echoed.
  terminal.setRawMode(true);
  const output = new InkOutput(process.stdout);
  process.stdout.on('resize', output.resized);
  const keyboard = createKeyboard(terminal, output);
  const instance = render(
    <SettleContext value={output}>
      <KeyboardProvider value={keyboard}>
        <ThemeProvider value={theme}>{screen}</ThemeProvider>
      </KeyboardProvider>
    </SettleContext>,
    {
      stdout: output as unknown as NodeJS.WriteStream,
      stdin: new InkInput(terminal) as unknown as NodeJS.ReadStream,
      alternateScreen: true,
      // Ink takes a CI variable for the lack of a terminal; the commands check for one.
      interactive: true,
      // A key that comes just after a frame waits no longer than this for its own.
      maxFps: 60,
      patchConsole: false,
    },
  );
  const unmount = () => instance.unmount();
  quit?.addEventListener('abort', unmount);
  let failure: {error: unknown} | undefined;
  const fail = (error: unknown) => {
    failure ??= {error};
    unmount();
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  try {
    await instance.waitUntilExit();
  } catch (error) {
    failure ??= {error};
  }
  if (output.isAsking) await hearOut(terminal, keyboard, output);
  keyboard.close();
  process.stdout.off('resize', output.resized);
  quit?.removeEventListener('abort', unmount);
  process.off('SIGUSR1', ignore);
  process.off('uncaughtException', fail);
  process.off('unhandledRejection', fail);
  warnings.release();
  if (!failure) return;
  const {error} = failure;
  process.stderr.write(traceText(error));
  process.exit(1);
}

/** Where it came from, too: this is an error of the program itself. */
function traceText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `ksmtop: ${text.split('\n').map(showUntrusted).join('\n')}\n`;
}

/** Reads what the terminal still answers, so that no shell finds it; who quits again need not wait. */
async function hearOut(
  terminal: NodeJS.ReadStream,
  keyboard: Keyboard,
  output: InkOutput,
): Promise<void> {
  const stop = keyboard.subscribe((typed) => {
    const quits = typed.some((each) => each.kind === 'key' && findKey(each.key)?.action === 'quit');
    if (quits) output.stopAsking();
  });
  try {
    terminal.setRawMode(true);
    terminal.resume();
    await output.settle();
    terminal.pause();
    terminal.setRawMode(false);
  } catch {
    // The terminal is gone, and nobody reads it any more.
  }
  stop();
}

/**
 * A warning of Node's own, written into the screen, would shift every line of it: they wait until
 * the terminal is as it was.
 */
function holdWarnings(): {release: () => void} {
  const printers = process.listeners('warning');
  const held: Error[] = [];
  const hold = (warning: Error) => held.push(warning);
  process.removeAllListeners('warning');
  process.on('warning', hold);
  return {
    release() {
      process.off('warning', hold);
      for (const printer of printers) process.on('warning', printer);
      for (const warning of held) process.stderr.write(traceText(warning));
    },
  };
}
