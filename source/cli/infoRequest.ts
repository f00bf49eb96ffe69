/** What is asked about ksmtop itself: its help or its version. */
export type InfoRequest =
  | {about: 'version'}
  /** Absent: the whole program; else the first word that was typed. */
  | {about: 'help'; command?: string};

/** What these words ask about ksmtop itself; absent: they are a command. */
export function infoRequestIn(words: readonly string[]): InfoRequest | undefined {
  const end = words.indexOf('--');
  const typed = end === -1 ? words : words.slice(0, end);
  if (typed[0] === 'help') return {about: 'help', ...commandIn(typed.slice(1))};
  if (typed.some((word) => word === '--help' || word === '-h')) {
    return {about: 'help', ...commandIn(typed)};
  }
  const [only, ...more] = typed;
  if (more.length > 0) return undefined;
  return only === '--version' || only === '-V' ? {about: 'version'} : undefined;
}

function commandIn([word]: readonly string[]): {command?: string} {
  return word === undefined || word === '' || word.startsWith('-') ? {} : {command: word};
}
