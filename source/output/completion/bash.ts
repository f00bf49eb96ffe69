import {assignments, type CompletedOption, type Grammar, lookups, type Values} from './grammar.js';

/** A script for bash 4 or later, with or without the package bash-completion. */
export function bashCompletion(grammar: Grammar): string {
  const [live, ...commands] = grammar;
  return `# Completion of ksmtop for bash, printed by \`ksmtop completion bash\`.

# Sets "expected" to what the option $2 of the command $1 takes, or to nothing.
_ksmtop_option() {
  case $1:$2 in
${optionCases(grammar).join('\n')}
  *) expected= ;;
  esac
}

# Sets "candidates" to the options of a command, "expected" to what its arguments are.
_ksmtop_command() {
  case $1 in
${commands.map(({name, options, operands}) => commandCase(`${name}`, options, operands?.values)).join('\n')}
${commandCase(
  "''",
  live?.options ?? [],
  commands.map(({name}) => `${name}`),
)}
  esac
}

_ksmtop_assignments() {
  local name
  case $1 in
${assignments
  .filter(([, values]) => values.length > 0)
  .map(
    ([name, values]) =>
      `  ${name}=*) candidates=(${values.map((value) => `${name}=${value}`).join(' ')}) ;;`,
  )
  .join('\n')}
  *=*) ;;
  *)
    for name in ${assignments.map(([name]) => name).join(' ')}; do
      if [[ -e /sys/kernel/mm/ksm/$name || ! -d /sys/kernel/mm/ksm ]]; then
        candidates+=("$name=")
      fi
    done
    compopt -o nospace
    ;;
  esac
}

_ksmtop() {
  local line=\${COMP_LINE:0:COMP_POINT} command= expected= word current prefix= ended= remote= i
  local -a words candidates=()
  read -ra words <<<"$line"
  if [[ $line == *[[:space:]] ]]; then words+=(''); fi
  current=\${words[-1]}
  for ((i = 1; i < \${#words[@]} - 1; i++)); do
    word=\${words[i]}
    if [[ $word == -H* || $word == --host* ]]; then remote=1; fi
    if [[ $expected ]]; then
      expected=
    elif [[ $word == -- ]]; then
      ended=1
    elif [[ $word == -* && ! $ended ]]; then
      _ksmtop_option "$command" "$word"
    elif [[ ! $command ]]; then
      command=$word
    fi
  done
  if [[ ! $expected && ! $ended && $current == --*=* ]]; then
    _ksmtop_option "$command" "\${current%%=*}"
    prefix=\${current%%=*}=
  elif [[ ! $expected ]]; then
    _ksmtop_command "$command"
    if [[ $current != -* || $ended ]]; then candidates=(); else expected=free; fi
  fi
  case $expected in
  file) compopt -o default ;;
  directory) compopt -o dirnames ;;
  host)
    if [[ $current == *@* ]]; then prefix=\${current%@*}@; fi
    candidates=($(${lookups.host}))
    ;;
  container)
    if [[ ! $remote ]]; then candidates=($(${lookups.container})); fi
    ;;
  assignment) _ksmtop_assignments "$current" ;;
  free | '') ;;
  *) candidates=($expected) ;;
  esac
  # Readline replaces only what follows the last of its separators, an @ included.
  local replaced=\${current##*["$COMP_WORDBREAKS"]}
  local kept=\${current%"$replaced"}
  kept=\${kept%@}
  COMPREPLY=()
  for word in "\${candidates[@]}"; do
    word=$prefix$word
    if [[ $word == "$current"* ]]; then COMPREPLY+=("\${word#"$kept"}"); fi
  done
}

complete -F _ksmtop ksmtop
`;
}

/** One pattern for all commands, unless they differ in what the option takes. */
function optionCases(grammar: Grammar): string[] {
  const byFlag = new Map<string, Map<string, string[]>>();
  for (const {name = '', options} of grammar) {
    for (const {flags, values} of options) {
      if (values === undefined) continue;
      for (const flag of flags) {
        const variants = byFlag.get(flag) ?? new Map<string, string[]>();
        const commands = variants.get(expected(values)) ?? [];
        variants.set(expected(values), [...commands, name]);
        byFlag.set(flag, variants);
      }
    }
  }
  return [...byFlag].flatMap(([flag, variants]) =>
    [...variants].map(([values, commands]) => {
      const patterns = variants.size === 1 ? ['*'] : commands;
      return `  ${patterns.map((command) => `${command}:${flag}`).join(' | ')}) expected=${values} ;;`;
    }),
  );
}

const commandCase = (
  pattern: string,
  options: readonly CompletedOption[],
  operands: Values = 'free',
): string => `  ${pattern})
    candidates=(${options.flatMap(({flags}) => flags).join(' ')})
    expected=${expected(operands)}
    ;;`;

const expected = (values: Values): string =>
  typeof values === 'string' ? values : `'${values.join(' ')}'`;
