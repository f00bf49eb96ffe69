/** A command line. Views and cgroups wrap one into another, terminals and tests run it. */
export type Program = {
  command: string;
  args: readonly string[];
};

export const program = (command: string, ...args: readonly string[]): Program => ({command, args});

/** One word for a POSIX shell, whatever is in it. */
export const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

export const commandWords = ({command, args}: Program): string[] => [command, ...args];

/** The program as one line of shell. */
export const shellLine = (of: Program): string => commandWords(of).map(quoted).join(' ');

/** Runs shell commands first, in the same process, which then becomes the program. */
export const after = (script: string, then: Program): Program =>
  program('/bin/sh', '-ec', `${script}\nexec "$@"`, 'sh', ...commandWords(then));
