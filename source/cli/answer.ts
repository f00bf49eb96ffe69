import {complain} from '../commands/shared/complain.js';
import {standardOutput} from '../commands/shared/destination.js';
import {UsageError} from '../commands/shared/usageError.js';
import type {Question} from './question.js';
import {commandHelpText, helpText} from './usage.js';

declare const __VERSION__: string;
declare const __BUILD__: string;

/** Prints the help or the version. */
export async function answer(question: Question): Promise<void> {
  try {
    await standardOutput().write(textOf(question));
  } catch (error) {
    complain(error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

function textOf(question: Question): string {
  if (question.about === 'version') return `${versionText(__VERSION__, __BUILD__)}\n`;
  return question.command === undefined ? helpText() : commandHelpText(question.command);
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
