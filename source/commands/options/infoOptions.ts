/** Every command takes it. */
export const helpOption = {
  flags: ['-h', '--help'],
  meaning: 'Show this text; after a command, its arguments and options',
};

/** Taken without a command. */
export const versionOption = {flags: ['-V', '--version'], meaning: 'Show the version'};

export const helpCommand = {
  name: 'help',
  operands: '[COMMAND]',
  meaning: 'Show this text, or the arguments and options of one command',
};
