import type {Model} from '../model.js';
import {inComment} from './words.js';

/**
 * A model from a recording, whose cures name the host, so that nobody pastes them elsewhere unaware.
 * @param thisHost The name of the machine on which they are shown; absent: it may be any.
 */
export function ofRecordedHost(model: Model, thisHost?: string): Model {
  const {sample} = model;
  const name = inComment(sample.host.name) || 'the recorded host';
  const isThis = sample.host.name === thisHost ? 'this host' : 'not this host';
  const place = thisHost === undefined ? name : `${name}, ${isThis}`;
  return {...model, sample: {...sample, remote: {name: place}}};
}
