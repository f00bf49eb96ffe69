import {useCallback, useState} from 'react';
import type {Message} from '../../../session/tuningState.js';
import {type ShownMessage, useExpiringMessage} from './statusLine.js';

/**
 * What the screen says: its own remark, or the outcome of a change that came after it.
 * @param notice The first remark; absent: there is none.
 * @param outcome Of the last change.
 */
export function useRemark(
  notice: string | undefined,
  outcome: Message | undefined,
  isAsking: boolean,
): {message: ShownMessage | undefined; say: (text: string) => void} {
  const [remark, setRemark] = useState<{text: string; since: Message | undefined} | undefined>(
    notice === undefined ? undefined : {text: notice, since: outcome},
  );
  const said = remark && remark.since === outcome ? remark : outcome;
  const message = useExpiringMessage<ShownMessage>(said, isAsking, notice !== undefined);
  const say = useCallback((text: string) => setRemark({text, since: outcome}), [outcome]);
  return {message, say};
}
