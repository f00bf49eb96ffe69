/** Every command takes it. */
export const helpOption = {
  flags: ['-h', '--help'],
  meaning: 'Show this text; after a command, what it takes',
};

/** Stands alone. */
export const versionOption = {flags: ['-V', '--version'], meaning: 'Show the version'};

export const helpCommand = {
  name: 'help',
  operands: '[COMMAND]',
  meaning: 'Show this text, or what one command takes',
};
