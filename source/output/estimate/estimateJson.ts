import {boundOf, type EstimateBound, isReadTwice} from '../../model/estimate/estimateBound.js';
import {ineligibleNames} from '../../model/estimate/parseEstimate.js';
import type {EstimatedMemory, EstimateReport} from '../../model/estimate/savingsEstimate.js';
import {Digits, type JsonValue, jsonText} from '../jsonText.js';
import {numberText} from '../numbers.js';
import {memoryFigures, roundedDown} from './estimateFigures.js';

/** An estimate as one JSON object on a line. */
export function estimateJson({timeMs, groups, estimate}: EstimateReport): string {
  const {sampledOneIn, pagesRead, seconds, framesSeen, total, best, leftOut} = estimate;
  const bound = boundOf(leftOut.length > 0, isReadTwice(estimate));
  const object = {
    time: new Date(timeMs).toISOString(),
    sampled_one_in: number(sampledOneIn),
    pages_read: number(pagesRead),
    seconds: number(seconds, 3),
    second_reading_share: number(roundedDown(estimate.secondReadingShare), 3),
    ...(bound && boundFlags[bound]),
    ...(!framesSeen && {frames_seen: new Digits('false')}),
    total: memoryObject(total),
    containers: groups.map(({id, name, kind}, index) => ({
      id,
      name,
      kind,
      ...memoryObject(estimate.groups[index]),
    })),
    ineligible: Object.fromEntries(
      Object.entries(ineligibleNames).map(([name, kind]) => [
        name,
        number(estimate.ineligible[kind]),
      ]),
    ),
    best: best.flatMap((index) => groups[index]?.id ?? []),
    left_out: leftOut.map(({pid, group, bytes, reason}) => ({
      pid: number(pid),
      container: groups[group]?.id,
      memory_bytes: number(bytes),
      reason,
    })),
  };
  return `${jsonText(object)}\n`;
}

const [yes, no] = [new Digits('true'), new Digits('false')];

const boundFlags: Readonly<Record<EstimateBound, Record<string, Digits>>> = {
  lower: {lower_bound: yes},
  upper: {upper_bound: yes},
  neither: {lower_bound: no, upper_bound: no},
};

function memoryObject(memory: EstimatedMemory | undefined): Record<string, JsonValue | undefined> {
  return Object.fromEntries(
    memoryFigures.map(({name, value}) => [name, memory && number(value(memory))]),
  );
}

function number(value: number | undefined, decimals = 0): Digits | undefined {
  const text = numberText(value, decimals);
  return text === undefined ? undefined : new Digits(text);
}
