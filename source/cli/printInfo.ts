import {UsageError} from '../commands/options/usageError.js';
import {complain} from '../commands/printing/complain.js';
import {standardOutput} from '../commands/printing/destination.js';
import type {InfoRequest} from './infoRequest.js';
import {commandHelpText, helpText} from './usage.js';

declare const __VERSION__: string;
declare const __BUILD__: string;

/** Prints the help or the version. */
export async function printInfo(request: InfoRequest): Promise<void> {
  try {
    await standardOutput().write(textOf(request));
  } catch (error) {
    complain(error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

function textOf(request: InfoRequest): string {
  if (request.about === 'version') return `${versionText(__VERSION__, __BUILD__)}\n`;
  return request.command === undefined ? helpText() : commandHelpText(request.command);
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
