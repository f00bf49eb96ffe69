import {renderToString, Text} from 'ink';
import {type ReactNode, useState} from 'react';
import {describe, expect, test} from 'vitest';
import {
  type KeyLayer,
  KeyRouterProvider,
  useKeyRouter,
  useKeys,
} from '../../source/screen/useKeys.js';
import {renderOn, settled} from './terminal.js';

function Keyboard({children}: {children: ReactNode}) {
  return <KeyRouterProvider value={useKeyRouter()}>{children}</KeyRouterProvider>;
}

function Listener({layer, taken}: {layer: KeyLayer; taken: (key: string) => boolean}) {
  useKeys(layer, taken);
  return <Text> </Text>;
}

async function keysOf(...typed: readonly string[]): Promise<readonly string[]> {
  const keys: string[] = [];
  using terminal = renderOn(
    20,
    5,
    <Keyboard>
      <Listener layer="screen" taken={(key) => keys.push(key) > 0} />
    </Keyboard>,
  );
  await settled();
  await terminal.press(...typed);
  // One key a turn.
  for (let turns = 0; turns < 20; turns++) await settled();
  return keys;
}

describe('a key', () => {
  test.each([
    ['a', 'a'],
    ['A', 'A'],
    ['/', '/'],
    ['界', '界'],
    [' ', 'space'],
    ['\r', 'enter'],
    ['\t', 'tab'],
    ['\u007F', 'backspace'],
    ['\u001B[3~', 'delete'],
    ['\u000C', 'ctrl-l'],
    ['\u0015', 'ctrl-u'],
    ['\u001A', 'ctrl-z'],
    ['\u001B[A', 'up'],
    ['\u001BOB', 'down'],
    ['\u001B[C', 'right'],
    ['\u001B[D', 'left'],
    ['\u001B[5~', 'pageup'],
    ['\u001B[6~', 'pagedown'],
    ['\u001B[H', 'home'],
    ['\u001B[1~', 'home'],
    ['\u001BOF', 'end'],
    ['\u001B[4~', 'end'],
    ['\u001BOP', 'f1'],
    ['\u001B[11~', 'f1'],
    ['\u001B[[A', 'f1'],
    ['\u001B[14~', 'f4'],
    ['\u001B[15~', 'f5'],
    ['\u001B[17~', 'f6'],
    ['\u001B[21~', 'f10'],
  ])('that sends %j is %s', async (sent, key) => {
    expect(await keysOf(sent)).toEqual([key]);
  });
});

test('a key that is held down is each of its repeats', async () => {
  expect(await keysOf('jjj')).toEqual(['j', 'j', 'j']);
});

test('the topmost layer that wants a key has it alone', async () => {
  const taken: string[] = [];
  const take = (layer: KeyLayer, wanted: string) => (
    <Listener
      layer={layer}
      taken={(key) => wanted.includes(key) && taken.push(`${layer} ${key}`) > 0}
    />
  );
  using terminal = renderOn(
    20,
    5,
    <Keyboard>
      {take('screen', 'abcd')}
      {take('list', 'bcd')}
      {take('panel', 'cd')}
      {take('prompt', 'd')}
    </Keyboard>,
  );
  await settled();
  await terminal.press('a', 'b', 'c', 'd', 'e');
  expect(taken).toEqual(['screen a', 'list b', 'panel c', 'prompt d']);
});

test('a layer that is gone gets nothing any more, the one below does', async () => {
  const taken: string[] = [];
  function Panel() {
    const [open, setOpen] = useState(true);
    return open ? (
      <Listener
        layer="panel"
        taken={(key) => {
          taken.push(`panel ${key}`);
          setOpen(false);
          return true;
        }}
      />
    ) : (
      <Text>closed</Text>
    );
  }
  using terminal = renderOn(
    20,
    5,
    <Keyboard>
      <Listener layer="list" taken={(key) => taken.push(`list ${key}`) > 0} />
      <Panel />
    </Keyboard>,
  );
  await settled();
  await terminal.press('a', 'b');
  expect(taken).toEqual(['panel a', 'list b']);
});

test('without a keyboard everything is drawn all the same', () => {
  expect(renderToString(<Listener layer="list" taken={() => true} />)).toBe('');
});
