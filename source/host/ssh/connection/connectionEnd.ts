import {showUntrusted} from '../../../text/untrusted.js';
import type {LossCause} from '../../connection.js';
import {closing, harmless, keyRefused, proxyEnded, type SshError, sshErrors} from './sshErrors.js';

/** Why a connection ended. */
export type ConnectionEnd = {
  sentence: string;
  cause?: LossCause;
  /** Another try meets the same. */
  forGood?: true;
};

/** The last output of a connection: from before it was ready, or since. */
export type LastOutput = {
  /** Standard error of `ssh` and the far side. */
  errors: string;
  /** What the login printed instead of starting the program. */
  printed: string;
  isReady: boolean;
  /** `ssh` could ask. */
  mayAsk: boolean;
  /** The hosts that it went through; absent: not known. */
  jumpHosts?: readonly string[];
};

/** Explains the end by the last message: banners and warnings come before it. */
export function explainEnd(destination: string, output: LastOutput): ConnectionEnd {
  const {errors, printed, isReady, mayAsk} = output;
  const name = showUntrusted(destination);
  const lines = linesOf(errors).filter((line) => !harmless.some((each) => each.test(line)));
  const found = isReady ? lastKnown(lines) : lastBeforeReady(lines);
  if (found) {
    const {rule, line, ofJump} = found;
    const hint = rule.ofName && !ofJump ? destinationHint(destination) : undefined;
    if (hint) return {sentence: `host ${name} not found: ${hint}`, forGood: true};
    const host = ofJump ? jumpHostText(rule.pattern.exec(line)?.groups?.['name'], output) : name;
    return {
      sentence: rule.say(host, mayAsk),
      ...(rule.cause && !ofJump && {cause: rule.cause}),
      ...(rule.forGood && {forGood: true}),
    };
  }
  const last = lines.findLast((line) => !isEnd(line));
  const said =
    isReady || (last !== undefined && isOfProgram.test(last)) ? last : linesOf(printed).at(-1);
  if (said === undefined) return {sentence: `the connection to ${name} ended.`};
  const quote = showUntrusted(said.slice(0, longestQuote));
  return {sentence: `the connection to ${name} ended: "${quote}".`};
}

/** Whether a program between here and the host ended, most likely the `ssh` to a jump host. */
export function isOfProxy(errors: string): boolean {
  return proxyEnded.test(errors) || linesOf(errors).some((line) => timeout.test(line));
}

type Found = {rule: SshError; line: string; ofJump: boolean};

/** Once it was ready: a message from before its end explains more than the end itself. */
function lastKnown(lines: readonly string[]): Found | undefined {
  const isClosed = closing.pattern.test(lines.at(-1) ?? '');
  for (const line of lines.toReversed()) {
    const rule = ruleOf(line, lines);
    // Two programs reported: the one near the host only sees its connection close.
    if (rule) return {rule, line, ofJump: isClosed && timeout.test(line)};
  }
  return isClosed ? {rule: closing, line: '', ofJump: false} : undefined;
}

/** Before, any program may have reported: the last line counts, or the reason of a proxy's end. */
function lastBeforeReady(lines: readonly string[]): Found | undefined {
  const ofProxy = proxyEnded.test(lines.at(-1) ?? '');
  const said = ofProxy ? lines.filter((line) => !isEnd(line)) : withoutFarewell(lines);
  const line = said.at(-1) ?? '';
  const rule = ruleOf(line, lines);
  if (rule)
    return {rule, line: keyLine(rule, lines) ?? line, ofJump: ofProxy && !atTarget.test(line)};
  if (ofProxy ? said.length === 0 : isEnd(line)) return {rule: closing, line: '', ofJump: false};
  return undefined;
}

/** `ssh` prints a farewell after the reason that the host gave, which ends the same way. */
function withoutFarewell(lines: readonly string[]): readonly string[] {
  return /^Disconnected from /.test(lines.at(-1) ?? '') && lines.length > 1
    ? lines.slice(0, -1)
    : lines;
}

/** The jump host, or what comes through it, reports about the host behind it. */
const atTarget = /^channel \d+: open failed|^Connection timed out during banner/;
const timeout = /^Timeout, server /;

function isEnd(line: string): boolean {
  const isClosing =
    closing.pattern.test(line) && !sshErrors.some(({pattern}) => pattern.test(line));
  return proxyEnded.test(line) || isClosing;
}

function ruleOf(line: string, lines: readonly string[]): SshError | undefined {
  if (!keyRefused.pattern.test(line)) {
    return sshErrors.find(({pattern}) => pattern.test(line));
  }
  const {revoked, changed, unknown} = keyRefused;
  const warned = [revoked, changed].find(({pattern}) => lines.some((each) => pattern.test(each)));
  return warned ?? unknown;
}

/** The line that names the host whose key is not known. */
function keyLine({pattern}: SshError, lines: readonly string[]): string | undefined {
  return lines.findLast((line) => pattern.test(line));
}

function jumpHostText(named: string | undefined, {jumpHosts = []}: LastOutput): string {
  const names = jumpHosts.length > 0 ? jumpHosts : named === undefined ? [] : [named];
  const isSure = names.length < 2 || named === undefined;
  const shown = (isSure ? names : [named]).map(showUntrusted).join(' or ');
  return shown === '' ? 'the proxy' : `the jump host ${shown}`;
}

/** `sh: 1: exec: /bin/missing: not found`; unlike banners, names of programs have no capitals. */
const isOfProgram =
  /^(?:(?:[a-z][\w.+-]*|\/\S+|banner exchange|channel \d+): |Unable to negotiate with |Bad (?:configuration|owner|port) )/;
const longestQuote = 200;

function linesOf(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** How `ssh` wants what was probably meant; absent: the destination looks like a name. */
function destinationHint(destination: string): string | undefined {
  const [, user = '', host = '', port] =
    /^((?:[^@]+@)?)(\[[^[\]]+\]|[^:/[\]]+)(?::(\d+))?$/.exec(destination) ?? [];
  const shown = showUntrusted(`${user}${host}`);
  if (port !== undefined) return `for a port, write ssh://${shown}:${port}.`;
  if (host.startsWith('['))
    return `write the address without brackets: ${shown.replace(/[[\]]/g, '')}.`;
  return undefined;
}
