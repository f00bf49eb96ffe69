import {unattributedId} from '../../../model/derive/containers.js';
import {readabilityOf} from '../../../model/derive/readability.js';
import type {Model} from '../../../model/model.js';
import {countOf} from '../../../text/count.js';

/** Counts what is listed; shown while there is no message. */
export function summary({sample, containers}: Model): string {
  const {processes} = sample;
  if (!containers) return 'Reading processes …';
  const parts = [
    countOf(
      containers.filter(({kind}) => kind !== 'host' && kind !== unattributedId).length,
      'container',
    ),
  ];
  // Prometheus has no processes.
  if (!processes) return parts.join();
  parts.push(countOf(processes.length, 'process', 'processes'));
  const readability = readabilityOf(sample);
  if (readability && readability.readable < readability.all)
    parts.push(`${readability.readable} readable`);
  if (readability?.hidden) parts.push('others hidden');
  return parts.join(', ');
}
