import {brotliDecompressSync} from 'node:zlib';
import type {ContainerKind} from '../../kernel/container/identity.js';
import {parseEstimate} from '../../model/estimate/parseEstimate.js';
import type {Estimate, EstimateGroup} from '../../model/estimate/savingsEstimate.js';
import type {SegmentSource} from '../segments/segmentSource.js';
import {findHeaders} from '../segments/segments.js';
import lamp from './lamp.json' with {type: 'json'};

/** What happens from this moment on, in a sentence. */
export type Scene = {timeMs: number; text: string};

/** An estimate that was made during a recording. */
export type RecordedEstimate = {
  startMs: number;
  endMs: number;
  groups: readonly EstimateGroup[];
  estimate: Estimate;
};

/** A recording with what a recording does not hold: what was done, and what it was estimated to save. */
export type DemoRecording = {
  source: SegmentSource;
  /** In order; the first one at the first sample or before it. */
  scenes: readonly Scene[];
  estimate: RecordedEstimate;
};

/** Twelve containers that are estimated, opted in, merge and are tuned; made by scripts/demo.mjs. */
export function demoRecording(): DemoRecording {
  const {recording, scenes, estimate} = lamp;
  const groups = estimate.json.containers.map(({id, name, kind}) => ({
    ...{id, name, kind: kind as ContainerKind},
    processes: [],
  }));
  return {
    source: sourceOf(brotliDecompressSync(Buffer.from(recording, 'base64'))),
    scenes,
    estimate: {
      startMs: estimate.startMs,
      endMs: estimate.endMs,
      groups,
      estimate: parseEstimate(JSON.stringify(estimate.json), groups),
    },
  };
}

/** The text of a recording, in memory. */
function sourceOf(text: Buffer): SegmentSource {
  const {offsets} = findHeaders(text);
  const bytesOf = (segment: number) => text.subarray(offsets[segment], offsets[segment + 1]);
  return {
    count: offsets.length,
    sizeOf: (segment) => bytesOf(segment).length,
    read: async (segment) => bytesOf(segment),
    readStart: async (segment, bytes) => bytesOf(segment).subarray(0, bytes),
  };
}
