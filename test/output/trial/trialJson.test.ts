import {expect, test} from 'vitest';
import {trialJson} from '../../../source/output/trial/trialJson.js';
import {playTrial, workloads} from '../../fixtures/trialSeries.js';

test('a trial is one line of JSON, with what decided', () => {
  const {trials} = playTrial(workloads.eroding.make, 2);
  const trial = trials.at(-1);
  const text = trial ? trialJson(trial) : '';
  expect(text.endsWith('\n')).toBe(true);
  expect(JSON.parse(text)).toMatchInlineSnapshot(`
    {
      "after": {
        "containers": [
          {
            "anon_huge_pages_bytes": 0,
            "id": "lxc:web",
            "memory_pressure_percent": 0,
            "minor_faults_per_second": 1000,
            "name": "web",
            "saved_bytes": 32952321,
          },
        ],
        "cow_ksm_per_second": 200,
        "host_memory_pressure_percent": 2,
        "ksmd_cpu_percent": 10,
        "thp_split_page_per_second": 0,
      },
      "before": {
        "containers": [
          {
            "anon_huge_pages_bytes": 0,
            "id": "lxc:web",
            "memory_pressure_percent": 0,
            "minor_faults_per_second": 1000,
            "name": "web",
            "saved_bytes": 0,
          },
        ],
        "cow_ksm_per_second": 0,
        "host_memory_pressure_percent": 2,
        "ksmd_cpu_percent": 10,
        "thp_split_page_per_second": 0,
      },
      "clauses": [
        {
          "clause": "profit",
          "outcome": "broken",
          "value": 0.015,
        },
        {
          "clause": "cow_ksm",
          "outcome": "met",
          "value": 200,
        },
        {
          "clause": "minor_faults",
          "outcome": "met",
          "value": 0,
        },
        {
          "clause": "memory_pressure",
          "outcome": "met",
          "value": 0,
        },
      ],
      "decided_by": "profit",
      "decision": "take back",
      "floor_profit_bytes": 16142337,
      "floor_saved_bytes": 32919553,
      "offered_bytes": 1073741824,
      "peak_saved_bytes": 627384320,
      "rule": {
        "cow_ksm_per_second": 1000,
        "memory_pressure_percent": 1,
        "minor_faults_per_second": 5000,
        "minutes": 30,
        "profit_share": 0.05,
      },
      "seconds": 1172,
      "seconds_to_90_percent": 29,
      "stage": "deciding",
      "time": "1970-01-01T00:00:00.001Z",
    }
  `);
});

test('before the floor there is no decision, and no figure of it', () => {
  const {trials} = playTrial(workloads.eroding.make, 2);
  const early = trials.find((trial) => trial?.stage === 'peak');
  const object = JSON.parse(early ? trialJson(early) : '{}');
  expect(object).toMatchObject({stage: 'peak'});
  expect(object).not.toHaveProperty('decision');
  expect(object).not.toHaveProperty('floor_saved_bytes');
});
