import {StringDecoder} from 'node:string_decoder';
import {showUntrusted} from '../../../text/untrusted.js';

/** Shows what `ssh` and the login print while connecting, safe for a terminal, up to a limit. */
export type Notices = {show(bytes: Buffer): void};

const mostCharacters = 8192;

export function createNotices(write: (text: string) => void): Notices {
  const decoder = new StringDecoder('utf8');
  let left = mostCharacters;
  return {
    show(bytes) {
      if (left <= 0) return;
      const text = decoder.write(bytes).slice(0, left);
      left -= text.length;
      write(text.replaceAll('\r', '').split('\n').map(showUntrusted).join('\n'));
      if (left <= 0) write('\n… (the rest is not shown)\n');
    },
  };
}
