import {counters} from '../../kernel/ksm/counters.js';
import {parameters} from '../../kernel/ksm/parameters.js';
import {verdictTable} from '../../model/derive/verdictTable.js';
import {estimateKeyTable} from '../keys/estimateKeys.js';
import {keyLabel} from '../keys/keyLabel.js';
import {keyTable, type ListedKey} from '../keys/keyTable.js';
import {mapKeyTable} from '../keys/mapKeys.js';
import {optInKeyTable} from '../keys/optInKeys.js';
import {trialKeyTable} from '../keys/trialKeys.js';
import {ownTuneKeys} from '../keys/tuneKeys.js';
import {mouseTable} from '../mouse/mouseTable.js';
import {containerColumnsWithEstimate} from '../views/containerColumns.js';
import {estimateColumns} from '../views/estimate/estimateColumns.js';
import {processColumns} from '../views/processColumns.js';
import type {HelpEntry} from './helpLayout.js';

export type HelpSection = {title: string; entries: readonly HelpEntry[]};

/** The panels that have keys of their own. */
const panels: ReadonlyArray<{heading: string; keys: readonly ListedKey[]}> = [
  {heading: 'In the tuning panel:', keys: ownTuneKeys},
  {heading: 'In the estimate:', keys: estimateKeyTable},
  {heading: 'On the sharing map:', keys: mapKeyTable},
  {heading: 'In the panel that opts in or out:', keys: optInKeyTable},
  {heading: 'On the page of a trial:', keys: trialKeyTable},
];

/** The help of a host: the keys of the present panel first. */
export function hostHelp(keys: readonly ListedKey[]): readonly HelpSection[] {
  const columns = [...containerColumnsWithEstimate, ...processColumns, ...estimateColumns].map(
    columnEntry,
  );
  return [
    {title: 'keys here', entries: keys.map(keyEntry)},
    {title: 'other keys', entries: otherKeys(keys)},
    {title: 'columns', entries: withoutRepeats(columns)},
    verdictSection,
    {title: 'counters', entries: counters.map(fileEntry)},
    {title: 'parameters', entries: parameters.map(fileEntry)},
    mouseSection,
  ];
}

/** The keys that are not `here`: those of every list, then those of each panel below its heading. */
function otherKeys(here: readonly ListedKey[]): readonly HelpEntry[] {
  const seen = new Set(here.map(({meaning}) => meaning));
  const unseen = (keys: readonly ListedKey[]) => {
    const left = keys.filter(({meaning}) => !seen.has(meaning));
    for (const {meaning} of left) seen.add(meaning);
    return left.map(keyEntry);
  };
  const ofLists = unseen(keyTable);
  const ofPanels = panels.flatMap(({heading, keys}) => {
    const own = unseen(keys);
    return own.length === 0 ? [] : [{name: '', meaning: heading}, ...own];
  });
  return [...ofLists, ...ofPanels];
}

export const mouseSection: HelpSection = {
  title: 'mouse',
  entries: mouseTable.map(({gesture, meaning}) => ({name: gesture, meaning})),
};

export const verdictSection: HelpSection = {
  title: 'verdicts',
  entries: verdictTable.map(({word, meaning}) => ({name: word, meaning})),
};

export function keyEntry({keys, meaning}: ListedKey): HelpEntry {
  return {name: keys.map(keyLabel).join(' '), meaning};
}

export function columnEntry({title, meaning}: {title: string; meaning: string}): HelpEntry {
  return {name: title, meaning};
}

function fileEntry({name, since, meaning}: {name: string; since: string; meaning: string}) {
  return {name, meaning: `${meaning} Since Linux ${since}.`};
}

/** The lists of containers and of processes share columns. */
function withoutRepeats(entries: readonly HelpEntry[]): readonly HelpEntry[] {
  return [...new Map(entries.map((entry) => [`${entry.name} ${entry.meaning}`, entry])).values()];
}

/** The entries of all sections that contain a text; case is ignored. */
export function searchHelp(sections: readonly HelpSection[], text: string): readonly HelpEntry[] {
  const needle = text.toLowerCase();
  const entries = sections.flatMap((section) => section.entries);
  return withoutRepeats(entries).filter(
    ({name, meaning}) => name !== '' && `${name} ${meaning}`.toLowerCase().includes(needle),
  );
}
