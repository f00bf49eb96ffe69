import {unattributedId} from '../model/containers.js';
import type {Model} from '../model/model.js';
import {countOf} from '../text/count.js';

/** What is listed, in a sentence: shown while there is nothing else to say. */
export function summary({sample, containers}: Model): string {
  const {processes} = sample;
  if (!containers) return 'Reading processes …';
  const parts = [
    countOf(
      containers.filter(({kind}) => kind !== 'host' && kind !== unattributedId).length,
      'container',
    ),
  ];
  // Prometheus knows no processes.
  if (!processes) return parts.join();
  const readable = processes.reduce((count, process) => count + Number(process.readable), 0);
  parts.push(countOf(processes.length, 'process', 'processes'));
  if (readable < processes.length) parts.push(`${readable} readable`);
  if (sample.host.hidesProcesses) parts.push('others hidden');
  return parts.join(', ');
}
