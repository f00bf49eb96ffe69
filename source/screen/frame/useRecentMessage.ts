import {useEffect, useState} from 'react';
import type {TuningState} from '../../session/tuning.js';

/** Long enough to be read twice; afterwards the line says again what is listed. */
const shownMilliseconds = 15_000;

/** The state without a message that has stood for long. */
export function useRecentMessage(state: TuningState): TuningState {
  const {message, ...rest} = state;
  const [faded, setFaded] = useState<TuningState['message']>();
  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(() => setFaded(message), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [message]);
  return message && message === faded ? rest : state;
}
