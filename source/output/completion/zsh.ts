import {scriptWord} from '../../text/shell.js';
import {
  assignments,
  type CompletedCommand,
  type CompletedOption,
  type Grammar,
  lookups,
  type Values,
} from './grammar.js';

/** A script for zsh: a file `_ksmtop` in its function path, or evaluated after `compinit`. */
export function zshCompletion(grammar: Grammar): string {
  const [live, ...commands] = grammar;
  return `#compdef ksmtop
# Completion of ksmtop for zsh, printed by \`ksmtop completion zsh\`.

_ksmtop_hosts() {
  local -a hosts=(\${(f)"$(${lookups.host})"})
  compset -P '*@'
  _describe -t hosts host hosts
}

_ksmtop_containers() {
  # The containers of another host are not known here.
  if (( \${words[(I)-H*|--host*]} )); then return 1; fi
  local -a names=(\${(f)"$(${lookups.container})"})
  _wanted containers expl container compadd -a names
}

_ksmtop_assignments() {
  local name
  local -a names
  if compset -P 1 '*='; then
    case \${IPREFIX##*[[:space:]]} in
${assignments
  .filter(([, values]) => values.length > 0)
  .map(([name, values]) => `    ${name}=) _wanted values expl value compadd ${values.join(' ')} ;;`)
  .join('\n')}
    *) _message value ;;
    esac
    return
  fi
  for name in ${assignments.map(([name]) => name).join(' ')}; do
    if [[ -e /sys/kernel/mm/ksm/$name || ! -d /sys/kernel/mm/ksm ]]; then names+=($name); fi
  done
  _wanted parameters expl parameter compadd -S = -a names
}

_ksmtop() {
  local curcontext=$curcontext state line expl
  typeset -A opt_args
  local -a commands=(
${commands.map(({name, meaning}) => `    ${scriptWord(`${name}:${meaning}`)}`).join('\n')}
  )
  _arguments -C ${(live?.options ?? []).flatMap(optionSpecs).join(' \\\n    ')} \\
    '1: :->command' \\
    '*:: :->operands' && return
  case $state in
  command) _describe -t commands command commands ;;
  operands)
    curcontext=\${curcontext%:*:*}:ksmtop-$words[1]:
    case $words[1] in
${commands.map(commandCase).join('\n')}
    esac
    ;;
  esac
}

# Autoloaded it runs at once; evaluated it registers itself.
if [[ \${funcstack[1]} == _ksmtop ]]; then _ksmtop "$@"; else compdef _ksmtop ksmtop; fi
`;
}

const commandCase = ({name, options, operands}: CompletedCommand): string => `    ${name})
      _arguments ${[...options.flatMap(optionSpecs), ...operandSpecs(operands)].join(' \\\n        ')}
      ;;`;

function optionSpecs({flags, meaning, values, valueName = '', isMultiple}: CompletedOption) {
  const takes = values === undefined ? '' : `:${escaped(valueName)}:${action(values)}`;
  const others = isMultiple ? '*' : flags.length > 1 ? `(${flags.join(' ')})` : '';
  return flags.map((flag) => {
    // The value of a long option may follow as --option=VALUE, too.
    const typed = values !== undefined && flag.startsWith('--') ? `${flag}=` : flag;
    return scriptWord(`${others}${typed}[${escaped(meaning)}]${takes}`);
  });
}

function operandSpecs(operands: CompletedCommand['operands']): readonly string[] {
  if (operands === undefined) return [];
  const {values, isMultiple} = operands;
  const label = typeof values === 'string' ? values : 'word';
  return [scriptWord(`${isMultiple ? '*' : '1'}:${label}:${action(values)}`)];
}

function action(values: Values): string {
  if (typeof values !== 'string') return `(${values.join(' ')})`;
  return {
    file: '_files',
    directory: '_files -/',
    host: '_ksmtop_hosts',
    container: '_ksmtop_containers',
    assignment: '_ksmtop_assignments',
    free: ' ',
  }[values];
}

/** For the parts of a specification that colons and brackets divide. */
const escaped = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');
