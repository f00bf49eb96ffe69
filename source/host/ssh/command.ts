import starter from './starter.sh';

/** How the far side is reached, and as whom. */
export type Destination = {
  /** As `ssh` takes it: `root@hn1`, a name of the user's configuration, `ssh://hn1:2222`. */
  destination: string;
  /** Whether everything there is done through `sudo -n`. */
  sudo?: boolean;
};

/**
 * `ssh` asks on the terminal for what it needs, or else for nothing. All other settings are the
 * user's, except for those that would take the line for something else, or outlive it.
 */
export function sshArguments({destination, sudo}: Destination, mayAsk: boolean): string[] {
  const settings = {
    BatchMode: mayAsk ? 'no' : 'yes',
    ConnectTimeout: '10',
    // Noticed within a quarter of a minute: the line, or the machine behind it, is dead.
    ServerAliveInterval: '5',
    ServerAliveCountMax: '3',
    // Figures are text with many digits alike: a tenth is left of them.
    Compression: 'yes',
    LogLevel: 'INFO',
    // A master of many connections would stay behind; one that is there may be used.
    ControlMaster: 'no',
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    PermitLocalCommand: 'no',
    // Older versions do not know those that follow. The first IgnoreUnknown counts, so this one
    // takes the place of the user's.
    IgnoreUnknown: '*',
    RemoteCommand: 'none',
    ForkAfterAuthentication: 'no',
    SessionType: 'default',
    StdinNull: 'no',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return ['-T', ...options, '--', destination, farSideCommand(sudo === true)];
}

/** What the login shell of the far side is told to run: a shell that is sent the program. */
export function farSideCommand(sudo: boolean): string {
  const words = starter
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .join(' ');
  return `exec ${sudo ? 'sudo -n ' : ''}env -i /bin/sh -c '${words.trim()}'`;
}

/** What is sent first. */
export function farSideInput(secret: string, program: string): string {
  return `${secret}\n${program}# end\n${secret}\n`;
}
