import {Session} from './session.mjs';

/** Shows that the first frame is complete. */
export const ksmtopIsThere = 'quit';

export const htop = ['htop', '-d', '10'];
export const htopIsThere = 'F10';

/**
 * Runs a program in a terminal for as long as it is used.
 *
 * @template T
 * @param {readonly string[]} command
 * @param {(session: Session) => Promise<T>} use
 * @param {Record<string, string>} [env]
 */
export async function inTerminal(command, use, env) {
  const [program = '', ...args] = command;
  const session = new Session(program, args, env);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}
