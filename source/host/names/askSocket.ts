import {lstat} from 'node:fs/promises';
import {findInsideRoot} from '../insideRoot.js';
import type {AskSocket} from './nameSource.js';

/** Asks a socket of this machine. The client for it is loaded when there is one for the first time. */
export const askSocket: AskSocket = async (root, path, question) => {
  try {
    const found = await findInsideRoot(root, path);
    if (found === undefined || !(await lstat(found)).isSocket()) return undefined;
    const {getJson} = await import('./socketClient.js');
    return await getJson(found, question);
  } catch {
    return undefined;
  }
};
