import {useEffect, useState} from 'react';
import type {Message} from '../../session/tuningState.js';

/** Long enough to be read twice. */
const shownMilliseconds = 15_000;

/** The message, for as long as it is shown. */
export function useRecentMessage(message: Message | undefined): Message | undefined {
  const [faded, setFaded] = useState<Message>();
  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(() => setFaded(message), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [message]);
  return message === faded ? undefined : message;
}
