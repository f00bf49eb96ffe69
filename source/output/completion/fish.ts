import {assignments, type CompletedOption, type Grammar, lookups, type Values} from './grammar.js';

/** A script for fish 3 or later. */
export function fishCompletion(grammar: Grammar): string {
  const commands = grammar.flatMap(({name}) => name ?? []);
  return `# Completion of ksmtop for fish, printed by \`ksmtop completion fish\`.

function __ksmtop_hosts
  set -l user (commandline -ct | string replace -r '^(-H|--host=)' '' | string match -r '^.*@')
  for host in (${fishShell(lookups.host)})
    echo "$user$host"
  end
end

function __ksmtop_containers
  # The containers of another host are not known here.
  if not string match -qr -- '^(-H|--host)' (commandline -opc)
    ${fishShell(lookups.container)}
  end
end

function __ksmtop_assignments
  for name in ${assignments.map(([name]) => name).join(' ')}
    if test -e /sys/kernel/mm/ksm/$name; or not test -d /sys/kernel/mm/ksm
      switch $name
${assignments
  .filter(([, values]) => values.length > 0)
  .map(([name, values]) => `      case ${name}\n        printf '%s\\n' $name={${values.join(',')}}`)
  .join('\n')}
      case '*'
        echo $name=
      end
    end
  end
end

function __ksmtop_without_command
  not __fish_seen_subcommand_from ${commands.join(' ')}
end

complete -c ksmtop -f
${grammar
  .flatMap(({name, meaning, options, operands}) => [
    ...(name === undefined
      ? []
      : [`complete -c ksmtop -n __ksmtop_without_command -a ${name} -d ${quoted(meaning)}`]),
    ...options.map((option) => `complete -c ksmtop -n ${condition(name)} ${optionWords(option)}`),
    ...(operands
      ? [`complete -c ksmtop -n ${condition(name)} ${valueWords(operands.values)}`]
      : []),
  ])
  .join('\n')}
`;
}

const condition = (name: string | undefined): string =>
  name === undefined ? '__ksmtop_without_command' : quoted(`__fish_seen_subcommand_from ${name}`);

function optionWords({flags, meaning, values}: CompletedOption): string {
  const named = flags.map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  );
  const takes = values === undefined ? [] : ['-r', valueWords(values)];
  return [...named, ...takes, '-d', quoted(meaning)].join(' ');
}

function valueWords(values: Values): string {
  if (typeof values !== 'string') return `-f -a ${quoted(values.join(' '))}`;
  return {
    file: '-F',
    directory: "-f -a '(__fish_complete_directories (commandline -ct))'",
    host: "-f -a '(__ksmtop_hosts)'",
    container: "-f -a '(__ksmtop_containers)'",
    assignment: "-f -a '(__ksmtop_assignments)'",
    free: '-f',
  }[values];
}

/** Globs and braces of awk and find mean something else to fish: sh runs them. */
const fishShell = (lines: string): string => `sh -c ${quoted(lines)}`;

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
