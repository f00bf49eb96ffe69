import {useEffect, useState} from 'react';
import type {Message} from '../../session/tuningState.js';

/** Long enough to be read twice; afterwards the line shows again what is listed. */
const shownMilliseconds = 15_000;

/** The message, until it has been shown for long. */
export function useRecentMessage(message: Message | undefined): Message | undefined {
  const [faded, setFaded] = useState<Message>();
  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(() => setFaded(message), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [message]);
  return message === faded ? undefined : message;
}
