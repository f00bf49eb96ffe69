import {type JsonFault, jsonEntries} from '../../text/jsonEntries.js';
import {nearest} from '../../text/nearest.js';
import {quoted} from '../../text/quoted.js';
import {showUntrusted} from '../../text/untrusted.js';
import type {Settings} from './settings.js';
import {settingTable} from './settingTable.js';

/** Reads the text of the file: what is valid, and a sentence for each line that is not. */
export function parseSettings(text: string): {settings: Settings; problems: readonly string[]} {
  const settings: Record<string, unknown> = {};
  const problems: string[] = [];
  const {entries, fault} = entriesOf(text);
  for (const {key, value, line} of entries) {
    const setting = settingTable.find((each) => each.key === key);
    if (!setting) {
      problems.push(`line ${line}: ${unknownKey(key)}`);
    } else if (setting.accepts(value)) {
      settings[key] = value;
    } else {
      problems.push(`line ${line}: ${key} needs ${setting.takes}, not ${quoted(value)}.`);
    }
  }
  if (fault) problems.push(`${faultText(fault)}; the rest of the file is ignored.`);
  return {settings, problems};
}

/**
 * The text of the file with another view: settings that are not part of a view stay, and those with
 * their default are left out. Throws a sentence where the text is not one to add to.
 */
export function withView(text: string, view: Settings): string {
  const {entries, fault} = entriesOf(text);
  if (fault) throw new Error(`${faultText(fault)}; correct it, or remove the file, first`);
  const values = new Map<string, unknown>(entries.map(({key, value}) => [key, value]));
  for (const {key, usual, isOfView} of settingTable) {
    const value = view[key];
    if (!isOfView || value === undefined) continue;
    if (JSON.stringify(value) === JSON.stringify(usual)) values.delete(key);
    else values.set(key, value);
  }
  const lines = [...values].map(([key, value]) => `  ${spell(key)}: ${spell(value)}`);
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}

/** A list stays on one line, as each setting does. */
function spell(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(spell).join(', ')}]` : JSON.stringify(value);
}

/** An empty file sets nothing. */
function entriesOf(text: string): ReturnType<typeof jsonEntries> {
  return text.trim() === '' ? {entries: []} : jsonEntries(text);
}

function faultText({line, reason}: JsonFault): string {
  return showUntrusted(`line ${line} is not valid JSON: ${reason}`);
}

function unknownKey(key: string): string {
  const [near] = nearest(
    key,
    settingTable.map((setting) => setting.key),
    1,
  );
  return `${quoted(key)} is not a setting${near === undefined ? '.' : `; did you mean ${near}?`}`;
}
