import {renderToString} from 'ink';
import {useSyncExternalStore} from 'react';
import {describe, expect, test} from 'vitest';
import {createTheme, type Theme, ThemeProvider} from '../../../source/screen/draw/theme.js';
import {KeyBar} from '../../../source/screen/keys/keyBar.js';
import {keyLabel} from '../../../source/screen/keys/keyLabel.js';
import {
  findKey,
  globalKeys,
  keyTable,
  type ListedKey,
} from '../../../source/screen/keys/keyTable.js';
import {createStore} from '../../../source/session/store.js';
import {renderOn, settled} from '../../support/screen/inkTerminal.js';

function bar(width: number, readOnly = false, theme: Theme = createTheme('none', true)) {
  return renderToString(
    <ThemeProvider value={theme}>
      <KeyBar keys={keyTable} width={width} line={0} readOnly={readOnly} />
    </ThemeProvider>,
    {columns: width},
  );
}

describe('the table of keys', () => {
  test('gives each key to one action', () => {
    const keys = keyTable.flatMap((entry) => entry.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const entry of keyTable) for (const key of entry.keys) expect(findKey(key)).toBe(entry);
    expect(findKey('no such key')).toBeUndefined();
  });

  test('explains each', () => {
    for (const {keys, meaning} of keyTable) {
      expect(keys.length).toBeGreaterThan(0);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('includes the keys that work everywhere', () => {
    for (const key of globalKeys) expect(findKey(key), key).toBeDefined();
  });

  test.each([
    ['space', 'Space'],
    ['f10', 'F10'],
    ['ctrl-l', 'Ctrl-L'],
    ['up', '↑'],
    ['pagedown', 'PgDn'],
    ['[', '['],
    ['G', 'G'],
  ])('%s is written %s on keyboards', (key, label) => {
    expect(keyLabel(key)).toBe(label);
  });
});

describe('the bar', () => {
  test('is painted again only where it would show something else', async () => {
    const store = createStore<readonly ListedKey[]>(keyTable);
    let painted = 0;
    const paint: Theme['paint'] = (_, text) => {
      painted++;
      return text;
    };
    const theme = {...createTheme('none', true), paint};
    const Bar = () => {
      const keys = useSyncExternalStore(store.subscribe, store.getState);
      return <KeyBar keys={keys} width={80} line={0} readOnly={false} />;
    };
    using terminal = renderOn(
      80,
      1,
      <ThemeProvider value={theme}>
        <Bar />
      </ThemeProvider>,
    );
    await settled();
    const once = painted;
    store.set(keyTable.map((entry) => ({...entry})));
    await settled();
    expect(painted).toBe(once);
    store.set(keyTable.map((entry) => (entry.action === 'open' ? {...entry, bar: 'look'} : entry)));
    await settled();
    expect(terminal.text()).toMatch(/^Enter look /);
  });

  test('names the keys that matter, and ends with help and quit', () => {
    for (const width of [80, 100, 120, 200, 300]) {
      const line = bar(width);
      expect(line).toMatch(/^Enter open {2}\/ filter .*\? help {2}q quit$/);
      expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  test('finds room for sorting at 80 columns, and for the choice of columns at 160', () => {
    expect(bar(80)).toContain('< > sort');
    expect(bar(100)).toContain('a advice');
    for (const width of [160, 200]) expect(bar(width)).toContain('F2 columns');
  });

  test('has room for all of them on a wide screen', () => {
    const line = bar(220);
    for (const {bar: word} of keyTable) if (word) expect(line).toContain(word);
  });

  test('drops whole keys by priority as the screen narrows', () => {
    let before = bar(220);
    for (let width = 199; width >= 10; width--) {
      const line = bar(width);
      const words = line.split(/ {2,}/);
      for (const word of words.filter(Boolean)) expect(before).toContain(word);
      before = line;
    }
    expect(before.trim()).toBe('q quit');
  });

  test('dims the keys that cannot write', () => {
    const theme = createTheme('color', true);
    const bold = '\u001B[1m';
    expect(bar(220, false, theme)).toContain(`${bold}s S\u001B[22m`);
    const dimmed = bar(220, true, theme);
    expect(dimmed).toContain('\u001B[2ms S start/stop\u001B[22m');
    const brightKeys = [...dimmed.matchAll(/\u001B\[1m([^\u001B]+)/g)].map(([, label]) => label);
    for (const {keys, bar: word, writes} of keyTable) {
      if (!word) continue;
      const bright = brightKeys.some((label) => label?.split(' ')[0] === keyLabel(keys[0] ?? ''));
      expect(bright, word).toBe(!writes);
    }
  });
});
