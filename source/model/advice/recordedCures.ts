import type {Model} from '../model.js';
import {inComment} from './words.js';

/**
 * A model from a recording. Its cures name their host, as they could be pasted on another one.
 * @param thisHost The name of the machine on which they are shown; absent: it may be any.
 */
export function ofRecordedHost(model: Model, thisHost?: string): Model {
  const {sample} = model;
  const name = inComment(sample.host.name) || 'the recorded host';
  const isThis = sample.host.name === thisHost ? 'this host' : 'not this host';
  const place = thisHost === undefined ? name : `${name}, ${isThis}`;
  return {...model, sample: {...sample, remote: {name: place}}};
}
