import {asBuffer, readText} from '../bytes.js';
import {findRequest} from './loader/preloadEntry.js';
import {preloadRules} from './loader/preloadLibrary.js';

/** The environment that a program was started with; later changes do not show. */
export type EnvironFacts = {
  /** The entry of LD_PRELOAD that names a KSM library; `false`: none does. */
  requestedPreload: string | false;
  /** KSMP_MERGE_THRESHOLD: the library offers allocations above this many bytes. */
  mergeThresholdBytes?: number;
  /** `container=`, set by most container managers for their first process. */
  containerManager?: string;
};

/** First value of a variable in `/proc/PID/environ`; absent: it is not set. */
export function environValue(
  bytes: Uint8Array,
  name: string,
  length = bytes.length,
): string | undefined {
  return variables(bytes, length, name)[0];
}

/** Parses `/proc/PID/environ`: assignments, each terminated by a zero byte. */
export function parseEnviron(
  bytes: Uint8Array,
  length = bytes.length,
  rules = preloadRules,
): EnvironFacts {
  const result: EnvironFacts = {requestedPreload: false};
  const lists = variables(bytes, length, 'LD_PRELOAD');
  const preload = findRequest(
    lists.flatMap((list) => list.split(/[ :]+/)),
    rules,
  );
  const threshold = variables(bytes, length, 'KSMP_MERGE_THRESHOLD')[0];
  const manager = variables(bytes, length, 'container')[0];
  if (preload !== undefined) {
    result.requestedPreload = preload;
  }

  if (threshold !== undefined && /^\d{1,15}$/.test(threshold)) {
    result.mergeThresholdBytes = Number(threshold);
  }

  if (manager !== undefined && manager !== '') {
    result.containerManager = manager;
  }

  return result;
}

/** Entry of LD_PRELOAD in `/proc/PID/environ` that names a KSM library; `false`: none does. */
export function requestedPreload(bytes: Uint8Array, length = bytes.length): string | false {
  return parseEnviron(bytes, length).requestedPreload;
}

/** Entry of an `/etc/ld.so.preload` that names a KSM library; absent: none does. */
export function findPreloadInFile(text: string, rules = preloadRules): string | undefined {
  return findRequest(parseLdSoPreload(text), rules);
}

/**
 * Entries of `/etc/ld.so.preload`: spaces, tabs, line ends and colons separate them, `#` comments to
 * the line's end. A carriage return does not separate: it is part of the name before it.
 */
export function parseLdSoPreload(text: string): string[] {
  return text
    .replaceAll(/#[^\n]*/g, ' ')
    .split(/[ \t\n:]+/)
    .filter((entry) => entry !== '');
}

/** Values of all assignments to `name`: an environment may contain a name twice. */
function variables(bytes: Uint8Array, length: number, name: string): string[] {
  const buffer = asBuffer(bytes, length);
  const values: string[] = [];
  let at = buffer.indexOf(`${name}=`, 0, 'latin1');
  while (at >= 0) {
    const start = at + name.length + 1;
    const zero = buffer.indexOf(0, start);
    const end = zero < 0 ? length : zero;
    if (at === 0 || bytes[at - 1] === 0) {
      values.push(readText(bytes, start, end));
    }

    at = buffer.indexOf(`${name}=`, start, 'latin1');
  }

  return values;
}
