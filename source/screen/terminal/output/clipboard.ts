import {isScreen, isTmux} from '../multiplexer.js';

/** Bytes of base64 that every terminal with a clipboard takes. */
const longest = 8192;
/** GNU screen drops longer strings. */
const screenChunk = 254;

/**
 * The sequence that copies a text to the clipboard of the terminal (OSC 52); undefined: the text is
 * too long. Multiplexers get it wrapped, to pass it on.
 */
export function copySequence(text: string, environment: NodeJS.ProcessEnv): string | undefined {
  const base64 = Buffer.from(text).toString('base64');
  if (base64.length > longest) return undefined;
  const plain = `\u001b]52;c;${base64}\u0007`;
  if (isTmux(environment)) {
    // tmux takes the plain form where set-clipboard is on, the wrapped one with allow-passthrough.
    return `${plain}\u001bPtmux;${plain.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
  }
  if (isScreen(environment)) {
    const chunks = plain.match(new RegExp(`.{1,${screenChunk}}`, 'g')) ?? [];
    return chunks.map((chunk) => `\u001bP${chunk}\u001b\\`).join('');
  }
  return plain;
}
