/** Whether the terminal is tmux, also behind sudo, which drops TMUX. */
export function isTmux({TERM = '', TMUX}: NodeJS.ProcessEnv): boolean {
  return Boolean(TMUX) || TERM.startsWith('tmux');
}

/** Whether the terminal is GNU screen, also behind sudo, which drops STY. */
export function isScreen(environment: NodeJS.ProcessEnv): boolean {
  const {TERM = '', STY} = environment;
  return !isTmux(environment) && (Boolean(STY) || /^screen(?:\.|$)/.test(TERM));
}
