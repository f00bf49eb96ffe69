import {describe, expect, test} from 'vitest';
import {sampleOf} from '../../../fixtures/sample.js';
import {hostOf} from '../../../support/hosts/listedHost.js';
import {keyCodes, startScreen, type TestScreen} from '../../../support/screen/screen.js';

describe('the caption of a list shows', () => {
  const captionOf = (screen: TestScreen) => screen.lines()[9]?.trim();

  test('nothing, while all containers are listed', async () => {
    using screen = await startScreen(hostOf({web: 5, db: 3}));
    expect(captionOf(screen)).toBe('');
  });

  test('the container whose processes it holds, and the filter of this list', async () => {
    using screen = await startScreen(hostOf({web: 5, db: 3}));
    await screen.press('/', 'd', keyCodes.enter);
    expect(captionOf(screen)).toBe('filter "d": 1 of 2');
    await screen.press(keyCodes.enter);
    expect(captionOf(screen)).toBe('db  lxc, 1 process');
    await screen.press('/', 'p', 'r');
    expect(captionOf(screen)).toBe('db  lxc, 1 process   filter "pr": 1 of 1');
  });

  test('which rows are visible, when not all are', async () => {
    using screen = await startScreen(
      hostOf(
        Object.fromEntries(Array.from({length: 40}, (_, index) => [`ct${index}`, 99 - index])),
      ),
    );
    expect(captionOf(screen)).toBe('rows 1-17 of 40');
    await screen.press(keyCodes.end);
    expect(captionOf(screen)).toBe('rows 24-40 of 40');
    await screen.press('/', 't', '3', keyCodes.enter);
    expect(captionOf(screen)).toBe('filter "t3": 11 of 40');
  });

  test('only the filter, when the container is gone', async () => {
    using screen = await startScreen(hostOf({web: 5, db: 3}));
    await screen.press(keyCodes.enter);
    await screen.show(hostOf({db: 3}));
    expect(captionOf(screen)).toBe('');
    expect(screen.text()).toContain('This container has no processes left; Esc goes back.');
    await screen.press(keyCodes.escape);
    expect(screen.text()).toMatch(/▸db /);
  });

  test('no processes left over, in what no readable process accounts for', async () => {
    using screen = await startScreen(sampleOf({ksm: {pages_shared: 9, pages_sharing: 9000}}));
    expect(screen.text()).toMatch(/▸unattributed /);
    await screen.press(keyCodes.enter);
    expect(screen.text()).toMatch(
      /cannot be read, or ended while ksmd was stopped; Esc goes back\./,
    );
  });
});
