import type {Reader} from '../../io/reader.js';
import type {AskSocket} from '../nameSource.js';

/** Queries sockets of this machine. The HTTP client is loaded with the first socket. */
export function createAskSocket(reader: Pick<Reader, 'holdSocket'>): AskSocket {
  return async (root, path, question, ownedBy) => {
    try {
      const held = await reader.holdSocket?.(root, path, ownedBy);
      if (held === undefined) return undefined;
      const {getJson} = await import('./socketClient.js');
      return await getJson(held, question);
    } catch {
      return undefined;
    }
  };
}
