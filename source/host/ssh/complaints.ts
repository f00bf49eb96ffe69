import {showUntrusted} from '../../text/untrusted.js';
import {
  type Complaint,
  closing,
  complaintTable,
  harmless,
  keyRefused,
  proxyEnded,
} from './complaintTable.js';
import {destinationHint} from './destinationHint.js';

/** Why a line ended. */
export type LineEnd = {
  sentence: string;
  /** Another try meets the same. */
  forGood?: true;
};

/** What was said over a line in its last part: before it was ready, or since. */
export type LastWords = {
  /** By `ssh` and the far side on their standard error. */
  complaint: string;
  /** By the far side's login, instead of starting the program. */
  printed: string;
  isReady: boolean;
  /** `ssh` could ask. */
  mayAsk: boolean;
  /** On the way to the host; absent: not known. */
  jumpHosts?: readonly string[];
};

/** Tells why a line ended by the last thing that was said: a banner and a warning come before it. */
export function whyLineEnded(destination: string, words: LastWords): LineEnd {
  const {complaint, printed, isReady, mayAsk} = words;
  const name = showUntrusted(destination);
  const lines = linesOf(complaint).filter((line) => !harmless.some((each) => each.test(line)));
  const found = isReady ? lastKnown(lines) : lastBeforeReady(lines);
  if (found) {
    const {rule, line, ofJump} = found;
    const hint = rule.ofName && !ofJump ? destinationHint(destination) : undefined;
    if (hint) return {sentence: `host ${name} not found: ${hint}`, forGood: true};
    const host = ofJump ? jumpHostText(rule.pattern.exec(line)?.groups?.['name'], words) : name;
    return {sentence: rule.say(host, mayAsk), ...(rule.forGood && {forGood: true})};
  }
  const last = lines.findLast((line) => !isEnd(line));
  const said =
    isReady || (last !== undefined && isOfProgram.test(last)) ? last : linesOf(printed).at(-1);
  if (said === undefined) return {sentence: `the connection to ${name} ended.`};
  const quote = showUntrusted(said.slice(0, longestQuote));
  return {sentence: `the connection to ${name} ended: "${quote}".`};
}

/** Whether a program between here and the host ended: the `ssh` to a jump host, most likely. */
export function isOfProxy(complaint: string): boolean {
  return proxyEnded.test(complaint) || linesOf(complaint).some((line) => timeout.test(line));
}

type Found = {rule: Complaint; line: string; ofJump: boolean};

/** Once the line was ready: what was said before its end tells more than that it ended. */
function lastKnown(lines: readonly string[]): Found | undefined {
  const isClosed = closing.pattern.test(lines.at(-1) ?? '');
  for (const line of lines.toReversed()) {
    const rule = ruleOf(line, lines);
    // Two programs have spoken: the one that is near the host only sees the line close.
    if (rule) return {rule, line, ofJump: isClosed && timeout.test(line)};
  }
  return isClosed ? {rule: closing, line: '', ofJump: false} : undefined;
}

/** Until then anybody may have spoken: the last line counts, and if it is a proxy's end, its reason. */
function lastBeforeReady(lines: readonly string[]): Found | undefined {
  const ofProxy = proxyEnded.test(lines.at(-1) ?? '');
  const said = ofProxy ? lines.filter((line) => !isEnd(line)) : lines;
  const line = said.at(-1) ?? '';
  const rule = ruleOf(line, lines);
  if (rule)
    return {rule, line: keyLine(rule, lines) ?? line, ofJump: ofProxy && !atTarget.test(line)};
  if (ofProxy ? said.length === 0 : isEnd(line)) return {rule: closing, line: '', ofJump: false};
  return undefined;
}

/** The jump host itself, or what comes through it, speaks of the host behind. */
const atTarget = /^channel \d+: open failed|^Connection timed out during banner/;
const timeout = /^Timeout, server /;

function isEnd(line: string): boolean {
  return proxyEnded.test(line) || closing.pattern.test(line);
}

function ruleOf(line: string, lines: readonly string[]): Complaint | undefined {
  if (!keyRefused.pattern.test(line)) {
    return complaintTable.find(({pattern}) => pattern.test(line));
  }
  const {changed, unknown} = keyRefused;
  return lines.some((each) => changed.pattern.test(each)) ? changed : unknown;
}

/** The line that has the name of the host whose key is not known. */
function keyLine({pattern}: Complaint, lines: readonly string[]): string | undefined {
  return lines.findLast((line) => pattern.test(line));
}

function jumpHostText(named: string | undefined, {jumpHosts = []}: LastWords): string {
  const names = jumpHosts.length > 0 ? jumpHosts : named === undefined ? [] : [named];
  const isSure = names.length < 2 || named === undefined;
  const shown = (isSure ? names : [named]).map(showUntrusted).join(' or ');
  return shown === '' ? 'the proxy on the way' : `the jump host ${shown}`;
}

/** `sh: 1: exec: /bin/missing: not found`; names of programs have no capitals, as banners have. */
const isOfProgram =
  /^(?:(?:[a-z][\w.+-]*|\/\S+): |Unable to negotiate with |Bad (?:configuration|owner|port) )/;
const longestQuote = 200;

function linesOf(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
