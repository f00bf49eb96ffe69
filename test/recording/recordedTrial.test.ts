import {expect, test} from 'vitest';
import {createTimeline} from '../../source/recording/timeline.js';
import {playTrial, workloads} from '../fixtures/trialSeries.js';
import {recordingOf, sourceOf} from '../support/recordings.js';

test.each(Object.entries(workloads))(
  '%s: a replay reaches the same verdict, also by a jump',
  async (_, {make}) => {
    const {trials, samples} = playTrial(make, 5);
    const timeline = createTimeline(sourceOf(recordingOf(samples)));
    while (await timeline.extend());
    const {trial} = await timeline.modelAt(samples.length - 1);
    expect(trial).toEqual(trials.at(-1));
    expect(trial?.verdict).toBeDefined();
  },
);
