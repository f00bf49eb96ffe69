import {addMemory} from '../../model/estimate/addMemory.js';
import type {
  Estimate,
  EstimatedMemory,
  EstimateReport,
} from '../../model/estimate/savingsEstimate.js';
import {boundedSeries, type SeriesIdentity} from '../containerSeries.js';
import {exposition, flag, gauge, type MetricFamily} from '../exposition.js';
import {defaultTop} from '../formats.js';
import {numberText} from '../numbers.js';
import {memoryFigures, roundedDown} from './estimateFigures.js';

/** An estimate as metrics; the containers of which most would be saved have series of their own. */
export function estimateMetrics(report: EstimateReport): string {
  return exposition([...hostFamilies(report), ...containerFamilies(report)]);
}

function hostFamilies({timeMs, estimate}: EstimateReport): MetricFamily[] {
  const {total, leftOut, framesSeen, secondReadingShare} = estimate;
  return [
    gauge('ksm_estimate_timestamp_seconds', 'When this was estimated, in seconds since 1970.', [
      {value: numberText(timeMs / 1000, 3)},
    ]),
    ...memoryFigures.map(({name, meaning, value}) =>
      gauge(`ksm_estimate_${name}`, `Of all estimated containers. ${meaning}`, [
        {value: numberText(value(total))},
      ]),
    ),
    gauge(
      'ksm_estimate_left_out_processes',
      'Processes that were not read: more could be saved than estimated.',
      [{value: numberText(leftOut.length)}],
    ),
    gauge(
      'ksm_estimate_second_reading_ratio',
      'How much of the second reading was done; below 1, what changes is counted as saved.',
      [{value: numberText(roundedDown(secondReadingShare), 3)}],
    ),
    gauge(
      'ksm_estimate_frames_seen',
      'Whether pages that processes share were recognized; 0: too much is estimated for programs that fork.',
      [{value: flag(framesSeen)}],
    ),
  ];
}

function containerFamilies({groups, estimate}: EstimateReport): MetricFamily[] {
  const series = boundedSeries(rowsOf(groups, estimate), defaultTop, {
    rank: ({memory}) => memory.wouldSaveBytes,
    sum: sumRows,
  });
  return memoryFigures.map(({name, meaning, value}) =>
    gauge(
      `ksm_container_estimate_${name}`,
      meaning,
      series.map(({name: container, kind, memory}) => ({
        labels: {container, kind},
        value: numberText(value(memory)),
      })),
    ),
  );
}

type Row = SeriesIdentity & {memory: EstimatedMemory};

function rowsOf(groups: EstimateReport['groups'], estimate: Estimate): Row[] {
  return groups.flatMap(({id, name, kind}, index) => {
    const memory = estimate.groups[index];
    return memory ? [{id, name, kind, memory}] : [];
  });
}

/** The uncertainties are added, too, as if all erred to one side: the interval is rather too wide. */
function sumRows(rows: readonly Row[], {id, name, kind}: SeriesIdentity): Row {
  return {id, name, kind, memory: rows.map(({memory}) => memory).reduce(addMemory)};
}
