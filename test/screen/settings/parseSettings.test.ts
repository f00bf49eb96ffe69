import {describe, expect, test} from 'vitest';
import {parseSettings, withView} from '../../../source/screen/settings/parseSettings.js';
import {settingTable} from '../../../source/screen/settings/settingTable.js';
import {settingsOf, viewOf} from '../../../source/screen/settings/viewSettings.js';
import {usualView} from '../../../source/screen/settings/viewState.js';

const whole = {
  ...{interval_seconds: 2.5, theme: 'light', chart: 'pages_shared'},
  ...{'containers.sort': 'PROFIT', 'containers.descending': false},
  ...{'containers.columns': ['PROFIT', 'CONTAINER', 'CHARGED', 'WOULD SAVE']},
};

describe('the file', () => {
  test('sets what it names', () => {
    expect(parseSettings(JSON.stringify(whole, undefined, 2))).toEqual({
      ...{settings: whole, problems: []},
    });
  });

  test.each(['', ' \n', '{}'])('may be empty: %j', (text) => {
    expect(parseSettings(text)).toEqual({settings: {}, problems: []});
  });

  test.each(settingTable.map(({key, usual, accepts}) => ({key, usual, accepts})))(
    'takes the usual $key, and nothing of another type',
    ({usual, accepts}) => {
      if (usual !== undefined) expect(accepts(usual)).toBe(true);
      for (const wrong of [
        null,
        usual === '' ? '(' : 'nothing',
        -1,
        [],
        ['nothing'],
        [usual, usual],
      ]) {
        expect(accepts(wrong)).toBe(false);
      }
    },
  );

  test('names the line and the reason of each problem, and keeps the rest', () => {
    const {settings, problems} = parseSettings(`{
      "interval_seconds": "fast",
      "interval_second": 2,
      "theme": "contrast",
      "processes.columns": ["PID", "PID"],
      "__proto__": 1,
      "chart": pages_shared
    }`);
    expect(settings).toEqual({theme: 'contrast'});
    expect(problems).toEqual([
      'line 2: interval_seconds needs a number from 0.1 to 3600, not "fast".',
      'line 3: "interval_second" is not a setting; did you mean interval_seconds?',
      expect.stringMatching(
        /^line 5: processes\.columns needs a list of PID, INSIDE, .*TREND, each once, not \["PID","PID"\]\.$/,
      ),
      'line 6: "__proto__" is not a setting.',
      'line 7 is not valid JSON: a text in quotes, a number, true, false or a list is expected, not pages_shared; the rest of the file is ignored.',
    ]);
  });

  test('cannot send the terminal anything but text', () => {
    const {problems} = parseSettings(
      '{"\\u001b[2J": "\\u009b", "interval_seconds": "\\u001b[31m", \u001b[1m',
    );
    for (const problem of problems) expect(problem).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(problems).toHaveLength(3);
  });
});

describe('a view', () => {
  test('is the same after it was saved', () => {
    const view = viewOf(whole as object);
    expect(view).toMatchObject({
      chart: ['pages_shared'],
      arrangements: {
        containers: {sortTitle: 'PROFIT', descending: false, columns: whole['containers.columns']},
        processes: {sortTitle: 'SAVED', descending: true},
      },
    });
    expect(viewOf(settingsOf(view))).toMatchObject(view);
    expect(viewOf({})).toEqual(usualView);
  });

  test('is saved without what is as usual', () => {
    expect(withView('', settingsOf(usualView, 1))).toBe('{}\n');
    expect(withView('', settingsOf({...usualView, chart: ['pages_shared']}, 5))).toBe(
      '{\n  "interval_seconds": 5,\n  "chart": "pages_shared"\n}\n',
    );
  });

  test('leaves other settings, unknown ones too, and has one line for each', () => {
    const before = '{"theme": "light", "later": [1, "a"], "interval_seconds": 5, "chart": "all"}';
    expect(withView(before, settingsOf(usualView, 2))).toBe(
      '{\n  "theme": "light",\n  "later": [1, "a"],\n  "interval_seconds": 2\n}\n',
    );
  });

  test('leaves the interval where none is its own', () => {
    expect(withView('{"interval_seconds": 5}', settingsOf(usualView))).toBe(
      '{\n  "interval_seconds": 5\n}\n',
    );
  });

  test('does not replace a file that is not valid', () => {
    expect(() => withView('{"interval_seconds": 5,', settingsOf(usualView))).toThrow(
      'line 1 is not valid JSON: a "key" is expected, not the end; correct it, or remove the file, first',
    );
  });
});
