import type {Sample} from '../sample/sample.js';

type Place = {remote?: Sample['remote'] | undefined};

/** Those that `ssh` has options for; the others read the machine that they run on. */
const commands = /\b(sudo )?ksmtop (?=(?:set|print|guide|doctor)\b)/g;

/** A text with the commands of ksmtop as they are typed where it runs: `ksmtop -H hn1 set run=1`. */
export function remoteCommands({remote}: Place, text: string): string {
  const {options} = remote ?? {};
  if (options === undefined) return text;
  const withSudo = / --sudo\b/.test(options) ? options : `${options} --sudo`;
  return text.replaceAll(
    commands,
    (_, sudo?: string) => `ksmtop ${sudo === undefined ? options : withSudo} `,
  );
}

/** A cure in words, with its commands as they are typed where ksmtop runs, or where to type them. */
export function remoteSentence({remote}: Place, cure: string): string {
  if (remote && remote.options === undefined) return `On ${remote.name}: ${cure}`;
  return remoteCommands({remote}, cure);
}

/** A cure to paste where ksmtop runs; lines for a shell of the host itself come below a comment. */
export function remoteCure({remote}: Place, cure: string): string {
  if (!remote) return cure;
  const lines: string[] = [];
  let isThere = false;
  for (const line of cure.split('\n').flatMap((text) => text.split(/ && (?=ksmtop )/))) {
    // Processes are opted in and out only by a ksmtop of their own machine.
    const isHere = remote.options !== undefined && /^(?:sudo )?ksmtop (?!optin|optout)/.test(line);
    const isCommand = line.trim() !== '' && !line.startsWith('#');
    if (isCommand && !isHere && !isThere) lines.push(`# on ${remote.name}:`);
    if (isCommand) isThere = !isHere;
    lines.push(line);
  }
  return remoteCommands({remote}, lines.join('\n'));
}
