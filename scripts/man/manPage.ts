import {commandTable} from '../../source/cli/commandTable.js';
import {helpCommand, helpOption, versionOption} from '../../source/commands/options/infoOptions.js';
import {
  type Option,
  optionFlag,
  optionTable,
  wordList,
} from '../../source/commands/options/optionTable.js';
import {type Parameter, parameters} from '../../source/kernel/ksm/parameters.js';
import {verdictTable} from '../../source/model/derive/verdictTable.js';
import {rangeText} from '../../source/model/tuning/checkValue.js';
import {formatsOf} from '../../source/output/formats.js';
import {keyLabel} from '../../source/screen/keys/keyLabel.js';
import {keyTable} from '../../source/screen/keys/keyTable.js';
import {mouseTable} from '../../source/screen/mouse/mouseTable.js';
import {bold, type Entry, entries, example, italic, paragraph, section} from './roff.js';

/**
 * The manual page ksmtop(1), from the tables that the help comes from.
 *
 * @param date of the sources, as 2026-11-30
 */
export function manPage({version, date}: {version: string; date: string}): string {
  return `${[
    '.\\" Made from the tables of the program by scripts/man/manPage.ts.',
    `.TH KSMTOP 1 ${date} "ksmtop ${version}" "User Commands"`,
    // Neither hyphenate nor stretch: names and options stay whole.
    '.nh',
    '.ad l',
    section(
      'NAME',
      'ksmtop \\- watch and tune Linux Kernel Samepage Merging, container by container',
    ),
    section('SYNOPSIS', commands.map(({synopsis}) => synopsis).join('\n.br\n')),
    section('DESCRIPTION', ...description.map(paragraph)),
    section('COMMANDS', entries(commands.map(({term, meaning}) => [term, meaning]))),
    section('OPTIONS', entries(options)),
    section('KEYS', paragraph(onKeys), entries(keys)),
    section('MOUSE', paragraph(onMouse), entries(mouse)),
    section('VERDICTS', entries(verdicts)),
    section('PARAMETERS', paragraph(onParameters), entries(parameterEntries)),
    section('EXIT STATUS', entries(exitCodes)),
    section('ENVIRONMENT', entries(environment)),
    section('FILES', entries(files)),
    section('EXAMPLES', ...examples.flatMap(([what, line]) => [paragraph(what), example([line])])),
    section(
      'SEE ALSO',
      seeAlso.map((page) => page.replace(/(.+)(\(.+\))/, '\\fB$1\\fR$2')).join(',\n'),
    ),
  ].join('\n')}\n`;
}

const description = [
  'ksmtop shows what Kernel Samepage Merging (KSM) saves on a Linux host, what it costs, and which containers profit, which do not, and why. It starts, stops and tunes KSM; each change is checked, read back, and can be undone.',
  'KSM replaces memory pages of identical content with one write-protected page. The kernel merges only memory that programs offer: through a preload library, prctl (MemoryKSM=yes of systemd) or their own madvise.',
  'Without a command ksmtop shows a live screen. Without a terminal it prints samples, as print does.',
];

const commands = [...commandTable, {...helpCommand, options: []}].map(
  ({name, operands, meaning, options}) => {
    const term = [
      bold(['ksmtop', name].filter(Boolean).join(' ')),
      ...(operands ? [italic(operands)] : []),
    ].join(' ');
    const synopsis = options.length > 0 ? `${term} [${italic('options')}]` : term;
    return {term, synopsis, meaning: `${meaning}.`};
  },
);

/** The commands that take the same formats, by these. */
const commandsByFormats = new Map<string, string[]>();
for (const {name, options} of commandTable) {
  if (name === undefined || !options.includes('format')) continue;
  const taken = wordList(formatsOf(name));
  commandsByFormats.set(taken, [...(commandsByFormats.get(taken) ?? []), name]);
}

const formatsByCommand = [...commandsByFormats].map(
  ([taken, names]) => `${names.join(', ')}: ${taken}`,
);
const formatsMeaning = `Print in this format (default text). ${formatsByCommand.join('; ')}.`;

const options: readonly Entry[] = [
  ...Object.entries(optionTable).map(([name, option]: [string, Option]): Entry => {
    const {shortFlag, value, meaning} = option;
    const flags = [...(shortFlag ? [`-${shortFlag}`] : []), optionFlag(name)];
    const term = flags.map(bold).join(', ') + (value ? ` ${italic(value)}` : '');
    return [term, name === 'format' ? formatsMeaning : `${meaning}. ${appliesTo(name)}`];
  }),
  ...[helpOption, versionOption].map(
    ({flags, meaning}): Entry => [flags.map(bold).join(', '), `${meaning}.`],
  ),
];

function appliesTo(option: string): string {
  const takers = commandTable.filter(({options: taken}) => taken.some((name) => name === option));
  if (takers.length === commandTable.filter((command) => command.options.length > 0).length) {
    return '';
  }
  return `(${takers.map(({name}) => name ?? 'live screen').join(', ')})`;
}

const onKeys =
  'Keys of the live screen. The help (?) explains them again, and every counter and column.';

const keys = keyTable.map(
  (entry): Entry => [entry.keys.map((key) => bold(keyLabel(key))).join(', '), entry.meaning],
);

const onMouse =
  'Where the terminal reports the mouse. --no-mouse, and the key M, leave it to the terminal.';

const mouse = mouseTable.map(({gesture, meaning}): Entry => [bold(gesture), meaning]);

const verdicts = verdictTable.map(
  ({word, when, meaning}): Entry => [bold(word), `${meaning} When: ${when}.`],
);

const onParameters = 'Files of /sys/kernel/mm/ksm that set, persist and the screen write.';

const parameterEntries = parameters.map(
  ({
    name,
    defaultValue,
    since,
    meaning,
    risk,
  }: Parameter & {name: (typeof parameters)[number]['name']}): Entry => [
    bold(name),
    `${meaning} Takes ${rangeText(name)}; default ${defaultValue}; since Linux ${since}. ${risk}`,
  ],
);

const exitCodes: readonly Entry[] = [
  [bold('0'), 'Success. doctor: nothing found.'],
  [bold('1'), 'The host refused. doctor: there are warnings.'],
  [bold('2'), 'Invalid command line. doctor: it could not run.'],
];

const environment: readonly Entry[] = [
  [bold('NO_COLOR'), 'Disables colors.'],
  [
    bold('TERM'),
    'With "dumb", ksmtop prints lines in place of the screen, as it does without a terminal.',
  ],
  [
    ['KSMTOP_PROMETHEUS_TOKEN', 'KSMTOP_PROMETHEUS_USER', 'KSMTOP_PROMETHEUS_PASSWORD']
      .map(bold)
      .join(', '),
    'How to log in to the Prometheus of --prometheus.',
  ],
  [bold('KSMTOP_DEBUG_SAMPLING'), 'A file to which a line for each sample is appended.'],
];

const files: readonly Entry[] = [
  [bold('/sys/kernel/mm/ksm/'), 'Counters and parameters of KSM.'],
  [bold('/proc/PID/ksm_stat'), 'What KSM does for one process.'],
  [
    bold('$XDG_CONFIG_HOME/ksmtop/config.json'),
    'Settings of the screen, by default in ~/.config; the key W saves the present view there.',
  ],
  [
    bold('/etc/tmpfiles.d/ksmtop.conf'),
    'What persist writes; on hosts without systemd it writes a part of /etc/rc.local.',
  ],
];

const examples = [
  ['Show another host, over ssh:', 'ksmtop -H root@hn1'],
  ['Check a host and print its problems and their cures:', 'ksmtop doctor'],
  ['Let ksmd run at a moderate pace:', 'ksmtop set run=1 pages_to_scan=1000'],
  [
    'Keep metrics for the textfile collector of node_exporter:',
    'ksmtop print --format openmetrics --delay 15 --output /run/metrics/ksm.prom',
  ],
  [
    'Record a night and look at it in the morning:',
    'ksmtop record --delay 10 night.ksm; ksmtop replay night.ksm',
  ],
  ['Make a page of it for a ticket:', 'ksmtop report night.ksm -o night.html'],
] as const;

const seeAlso = [
  'htop(1)',
  'madvise(2)',
  'prctl(2)',
  'proc(5)',
  'systemd.exec(5)',
  'tmpfiles.d(5)',
];
