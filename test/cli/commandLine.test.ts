import {describe, expect, test} from 'vitest';
import {parseCommand} from '../../source/cli/commandLine.js';
import {commandTable} from '../../source/cli/commandTable.js';
import {parseWords} from '../../source/cli/parseWords.js';
import {delaySeconds, mountsOf} from '../../source/commands/options/command.js';
import {
  defaultOptions,
  optionFlag,
  optionTable,
} from '../../source/commands/options/optionTable.js';
import {UsageError} from '../../source/commands/options/usageError.js';

/** What the program makes of these words behind `ksmtop`. */
function parse(...words: readonly string[]) {
  const {input, flags} = parseWords(words);
  return parseCommand(input, flags, words);
}

function refusalOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return String((error as Error).message);
  }

  throw new Error('nothing was refused');
}

test('no words at all are the same without the parser', () => {
  const command = (flags: Readonly<Record<string, unknown>>) => parseCommand([], flags).line;
  expect(command(defaultOptions())).toEqual(command(parseWords([]).flags));
});

describe('hosts', () => {
  test('may be named more than once', () => {
    expect(parse().line.hosts).toEqual([]);
    expect(parse('-H', 'hn1').line.hosts).toEqual(['hn1']);
    const {hosts} = parse('print', '--host', 'root@hn1', '-H', 'ssh://hn2:2222').line;
    expect(hosts).toEqual(['root@hn1', 'ssh://hn2:2222']);
  });

  test.each(['-oProxyCommand=id', 'hn 1', 'hn1\n', '\u001B[2J'])('are no %j', (host) => {
    expect(refusalOf(() => parse(`--host=${host}`))).toMatch(/^--host needs \[USER@\]HOST, not /);
  });

  test.each([
    ['--host='],
    ['-H', ''],
    ['-H'],
    ['-H', '--yes', 'set', 'run=2'],
    ['set', 'run=2', '--host', '--yes'],
  ])('omitted by a script do not mean this machine: %j', (...words) => {
    expect(refusalOf(() => parseCommand([], {}, words))).toMatch(/^(?:-H|--host) needs a value/);
  });

  test('have mount points of their own', () => {
    const {line} = parse('-H', 'hn1', '--procfs', '/host/proc');
    expect(mountsOf(line)).toEqual({procfs: '/host/proc', sysfs: '/sys'});
    expect(refusalOf(() => mountsOf(parse('-H', 'hn1', '--sysfs', 'sys').line))).toBe(
      '--sysfs "sys" is not an absolute path.',
    );
  });
});

describe('the command', () => {
  test('is the live screen where none is named', () => {
    expect(parse().command.name).toBeUndefined();
    expect(parse('-d', '2').command.name).toBeUndefined();
  });

  test.each(commandTable.flatMap(({name}) => (name === undefined ? [] : [name])))(
    '%s is found by its name',
    (name) => {
      expect(parse(name).command.name).toBe(name);
    },
  );

  test.each([
    ['replya', '; did you mean replay?'],
    ['PRINT', '; did you mean print?'],
    ['', '.'],
    ['constructor', '; did you mean doctor?'],
  ])('%j is none: the nearest is named, and all are listed', (word, guess) => {
    const names = commandTable.flatMap(({name}) => name ?? []).join(', ');
    expect(refusalOf(() => parse(word))).toBe(
      `unknown command ${JSON.stringify(word)}${guess} The commands are ${names} and help.`,
    );
  });

  test('gets the words after its name, where it takes some', () => {
    expect(parse('set', 'run=1', 'pages_to_scan=100').line.words).toEqual([
      'run=1',
      'pages_to_scan=100',
    ]);
  });

  test('that takes no words gets none', () => {
    expect(refusalOf(() => parse('print', 'now'))).toBe(
      'unexpected argument "now" after print; see ksmtop --help.',
    );
  });
});

describe('options', () => {
  test('are there with their defaults', () => {
    const {options} = parse().line;
    expect(options).toMatchObject({color: true, procfs: '/proc', sysfs: '/sys'});
  });

  test('have short forms, and signs of equality', () => {
    expect(parse('-d', '5').line.options.delay).toBe('5');
    expect(parse('-d5').line.options.delay).toBe('5');
    expect(parse('--delay=5').line.options.delay).toBe('5');
    expect(parse('print', '-n', '3').line.options.count).toBe('3');
  });

  test('that are on can be turned off', () => {
    expect(parse('--no-color').line.options.color).toBe(false);
  });

  test.each(['--dealy', '-x', '--constructor', '--to-string'])('%s is unknown', (option) => {
    expect(refusalOf(() => parse(option))).toBe(`unknown option ${option}; see ksmtop --help.`);
  });

  test.each([
    ['print', '--read-only'],
    ['set', '--delay=2'],
  ])('%s does not take %s', (command, option) => {
    const flag = option.replace(/=.*/, '');
    expect(refusalOf(() => parse(command, option))).toBe(
      `${flag} does not apply to this command; see ksmtop --help.`,
    );
  });

  test.each([
    ['-n', '1', '-n', '2'],
    ['-n', '1', '--count=1'],
    ['-nn', '1'],
  ])('given twice are refused: %j', (...words) => {
    expect(refusalOf(() => parse('print', ...words))).toBe(
      '--count is given twice; see ksmtop --help.',
    );
  });

  test.each([
    [['print', '--no-output'], '--output needs a value; see ksmtop --help.'],
    [['--no-host'], '--host needs a value; see ksmtop --help.'],
    [['--delay.x=1'], '--delay needs a value; see ksmtop --help.'],
    [['set', '--dry-run=yes', 'run=2'], '--dry-run takes no value; see ksmtop --help.'],
    [['set', '--no-dry-run=yes'], '--no-dry-run takes no value; see ksmtop --help.'],
    [['--no-color=yes'], '--no-color takes no value; see ksmtop --help.'],
  ])('a value too many or missing is refused: %j', (words, sentence) => {
    expect(refusalOf(() => parse(...words))).toBe(sentence);
  });

  test('of other commands may have their defaults', () => {
    expect(parse('set', '--format=text', 'run=1').line.options).not.toHaveProperty('format');
  });
});

test.each([
  [['--range', '6h'], '--range needs --prometheus.'],
  [['--range', '6h', '-H', 'hn1'], '--range needs --prometheus.'],
  [['print', '--sudo'], '--sudo needs --host or --hosts.'],
  [['record', 'x', '--keep', '2'], '--keep needs --max-size.'],
])('an option without effect is refused: %j', (words, sentence) => {
  expect(refusalOf(() => parse(...words))).toBe(sentence);
});

test('an option with what it needs is taken', () => {
  expect(parse('--range', '6h', '--prometheus', 'http://x').line.options.range).toBe('6h');
  expect(parse('print', '--sudo', '-H', 'hn1').line.options.sudo).toBe(true);
  expect(parse('--sudo', '--hosts', 'x').line.options.sudo).toBe(true);
});

describe('--delay', () => {
  test.each([
    ['1', 1],
    ['0.1', 0.1],
    ['.5', 0.5],
    ['2.', 2],
    ['3600', 3600],
  ])('%s is %d s', (text, seconds) => {
    expect(delaySeconds(parse('-d', text).line)).toBe(seconds);
  });

  test.each(['0', '0.09', '3601', '-1', '1e3', '0x10', 'soon', ' 1', 'Infinity', 'NaN'])(
    '%j is refused',
    (text) => {
      expect(refusalOf(() => delaySeconds(parse(`--delay=${text}`).line))).toBe(
        `--delay needs a number of seconds from 0.1 to 3600, not ${JSON.stringify(text)}.`,
      );
    },
  );
});

test.each([
  [['print', '-n', '-1'], '-n needs a number of 1 or more, not "-1"; see ksmtop --help.'],
  [
    ['record', 'x', '--keep', '-2'],
    '--keep needs a number of 0 or more, not "-2"; see ksmtop --help.',
  ],
  [['print', '-n', '-v'], '-n needs a value; see ksmtop --help.'],
])('a number is not taken for an option: %j', (words, sentence) => {
  expect(refusalOf(() => parseCommand([], {}, words))).toBe(sentence);
});

describe('--procfs and --sysfs', () => {
  test('are directories', () => {
    expect(mountsOf(parse('--procfs', '/proc', '--sysfs=/').line)).toEqual({
      procfs: '/proc',
      sysfs: '/',
    });
  });

  test.each([
    ['--procfs', '/no/such/place'],
    ['--sysfs', '/proc/version'],
  ])('%s is refused when %s is not one', (option, path) => {
    expect(refusalOf(() => mountsOf(parse(option, path).line))).toBe(
      `${option} ${JSON.stringify(path)} is not a directory.`,
    );
  });
});

describe('the tables', () => {
  test('have commands whose options exist', () => {
    for (const {options} of commandTable) {
      for (const name of options) expect(Object.keys(optionTable)).toContain(name);
      expect(new Set(options).size).toBe(options.length);
    }
  });

  test('have no option that no command takes, and no short form twice', () => {
    const taken = new Set<string>(commandTable.flatMap(({options}) => options));
    expect(Object.keys(optionTable).filter((name) => !taken.has(name))).toEqual([]);
    const short = Object.values(optionTable).flatMap((option) =>
      'shortFlag' in option ? [option.shortFlag] : [],
    );
    expect(new Set(short).size).toBe(short.length);
  });

  test('have one command without a name, and no name twice', () => {
    const names = commandTable.map(({name}) => name);
    expect(names.filter((name) => name === undefined)).toHaveLength(1);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([
    ['delay', '--delay'],
    ['readOnly', '--read-only'],
    ['color', '--no-color'],
    ['d', '-d'],
  ])('%s is typed %s', (name, flag) => {
    expect(optionFlag(name)).toBe(flag);
  });
});
