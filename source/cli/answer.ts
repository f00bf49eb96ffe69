import {complain} from '../commands/shared/complain.js';
import {standardOutput} from '../commands/shared/destination.js';
import {helpText} from './usage.js';

declare const __VERSION__: string;
declare const __BUILD__: string;

/** Prints the help or the version. */
export async function answer(question: '--help' | '--version'): Promise<void> {
  const text = question === '--help' ? helpText() : `${versionText(__VERSION__, __BUILD__)}\n`;
  try {
    await standardOutput().write(text);
  } catch (error) {
    complain(error);
    process.exitCode = 1;
  }
}

/** The text of `--version`. Scripts read its first word, the number; bug reports need the rest. */
export function versionText(
  version: string,
  build: string,
  {versions, platform, arch}: Pick<NodeJS.Process, 'versions' | 'platform' | 'arch'> = process,
): string {
  const runtime = versions.bun === undefined ? `Node ${versions.node}` : `Bun ${versions.bun}`;
  const made = [build, runtime, `${platform} ${arch}`].filter((part) => part !== '');
  return `${version} (${made.join(', ')})`;
}
