import {countOf, listOf} from '../../text/count.js';
import {shellLine} from '../../text/shell.js';
import type {ContainerRow} from '../derive/containers.js';
import {registerPath} from '../optIn/optInRegister.js';
import type {OptInAction} from '../optIn/optInTarget.js';
import type {Finding, Rule} from './rule.js';
import {inComment, nameOf} from './words.js';

/** Kinds in which programs end without anything being restarted. */
const withoutRestart: ReadonlySet<string> = new Set(['host', 'session']);

/** What ksmtop opted in from outside, which a restart loses. */
export const optInRules = {
  lostAtRestart: {
    id: 'opt-in-lost',
    severity: 'note',
    reason:
      'An opt-in from outside lasts as long as the process: a program that restarts begins without it.',
    canJudge: ({complete}) => complete,
    find({model: {containers = []}}) {
      const lost = containers.filter(isLost);
      const [first] = lost;
      if (!first) return undefined;
      const names = lost.map(({name}) => nameOf(name));
      const ended = lost.reduce((sum, {optedIn}) => sum + (optedIn?.ended ?? 0), 0);
      return {
        text: `${countOf(ended, 'process', 'processes')} that ksmtop opted in ${ended === 1 ? 'has' : 'have'} ended, for example by a restart, in ${listOf(names)}: what runs there now offers nothing. ksmtop guide shows what lasts; ksmtop optout forgets it.`,
        ...optInCure('in', first),
      };
    },
    fine: 'No container has lost what ksmtop opted in.',
  },
  registerUnread: {
    id: 'opt-in-register',
    severity: 'note',
    reason: 'Without its register, ksmtop does not know what it opted in before.',
    find({model: {sample}}) {
      const {optInsProblem: text} = sample;
      return text === undefined ? undefined : {text, cure: `rm ${registerPath}`};
    },
  },
} as const satisfies Record<string, Rule>;

function isLost({kind, preload, optedIn}: ContainerRow): boolean {
  if (!optedIn || optedIn.running > 0 || withoutRestart.has(kind)) return false;
  return preload.merging + preload.mergeable === 0;
}

/** Opts a container in or out, by a command or by a key. */
export function optInCure(
  action: OptInAction,
  {id, name}: ContainerRow,
): Pick<Finding, 'cure' | 'optIn' | 'subject'> {
  const command =
    action === 'in' ? shellLine`ksmtop optin ${name}` : shellLine`ksmtop optout ${name}`;
  return {
    cure: command ?? `# opt ${action} ${inComment(name)} by its key`,
    optIn: action,
    subject: {containerId: id},
  };
}
