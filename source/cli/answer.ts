import {complain} from '../commands/shared/complain.js';
import {standardOutput} from '../commands/shared/destination.js';
import {helpText} from './usage.js';
import {versionText} from './version.js';

declare const __VERSION__: string;
declare const __BUILD__: string;

/** Answers a question about ksmtop itself on standard output. */
export async function answer(question: '--help' | '--version'): Promise<void> {
  const text = question === '--help' ? helpText() : `${versionText(__VERSION__, __BUILD__)}\n`;
  try {
    await standardOutput().write(text);
  } catch (error) {
    complain(error);
    process.exitCode = 1;
  }
}
