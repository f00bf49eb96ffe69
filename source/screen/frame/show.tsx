import {render} from 'ink';
import type {ReactNode} from 'react';
import {createStore} from '../../session/store.js';
import {showUntrusted} from '../../text/untrusted.js';
import {type Theme, ThemeProvider} from '../draw/theme.js';
import {findKey} from '../keys/keyTable.js';
import {SettleContext} from '../keys/programKeys.js';
import {CopyProvider} from '../keys/useCopy.js';
import {KeyboardProvider} from '../keys/useKeys.js';
import {MouseProvider} from '../mouse/mouseSwitch.js';
import {InkInput} from '../terminal/input/inkInput.js';
import {createKeyboard, type Keyboard} from '../terminal/input/keyboard.js';
import {InkOutput} from '../terminal/output/inkOutput.js';
import {watchLoss} from '../terminal/terminalLoss.js';

/**
 * Shows the screen in the terminal's alternate buffer until the user quits or `quit` is aborted.
 * Always restores the terminal; an error of the program is printed after that and ends it.
 * Resolves with `lost` where the terminal has gone away, so that nobody can be asked.
 */
export async function show(
  screen: ReactNode,
  theme: Theme,
  {
    keyboard: terminal = process.stdin,
    quit,
    mouse,
  }: {keyboard?: NodeJS.ReadStream; quit?: AbortSignal; mouse: boolean},
): Promise<'quit' | 'lost'> {
  // By default Node would open its debugger, even in a program run by root.
  const ignore = () => {};
  process.on('SIGUSR1', ignore);
  const warnings = holdWarnings();
  let unmount = () => {};
  const loss = watchLoss(terminal, [process.stdout, process.stderr], () => unmount());
  // Before the first frame, so that the terminal's answer to it is not echoed.
  terminal.setRawMode(true);
  const wantsMouse = createStore(mouse);
  const output = new InkOutput(process.stdout, wantsMouse);
  process.stdout.on('resize', output.resized);
  const keyboard = createKeyboard(terminal, output);
  const instance = render(
    <SettleContext value={output}>
      <KeyboardProvider value={keyboard}>
        <CopyProvider value={output.copy}>
          <MouseProvider value={wantsMouse}>
            <ThemeProvider value={theme}>{screen}</ThemeProvider>
          </MouseProvider>
        </CopyProvider>
      </KeyboardProvider>
    </SettleContext>,
    {
      stdout: output as unknown as NodeJS.WriteStream,
      stdin: new InkInput(terminal, () => output.isAsking) as unknown as NodeJS.ReadStream,
      alternateScreen: true,
      // Ink would assume no terminal if CI is set; the commands check for one.
      interactive: true,
      // A key pressed just after a frame waits at most 1/60 s for the next.
      maxFps: 60,
      patchConsole: false,
    },
  );
  unmount = () => instance.unmount();
  if (loss.isLost) unmount();
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
  if (output.isAsking && !loss.isLost) await readAnswers(terminal, keyboard, output);
  leaveRawMode(terminal);
  keyboard.close();
  process.stdout.off('resize', output.resized);
  quit?.removeEventListener('abort', unmount);
  process.off('SIGUSR1', ignore);
  process.off('uncaughtException', fail);
  process.off('unhandledRejection', fail);
  warnings.release();
  loss.release();
  if (!failure) return loss.isLost ? 'lost' : 'quit';
  const {error} = failure;
  process.stderr.write(traceText(error));
  process.exit(1);
}

/** With the stack, as this is a fault of the program. */
function traceText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `ksmtop: ${text.split('\n').map(showUntrusted).join('\n')}\n`;
}

/** Reads the pending answers of the terminal, so that no shell gets them; quitting again skips it. */
async function readAnswers(
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
  } catch {
    // The terminal is gone.
  }
  stop();
}

function leaveRawMode(terminal: NodeJS.ReadStream): void {
  try {
    terminal.setRawMode(false);
  } catch {
    // The terminal is gone.
  }
}

/** Holds back Node's warnings, which would shift the lines of the screen, until it is closed. */
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
