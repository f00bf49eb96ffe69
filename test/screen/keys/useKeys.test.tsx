import {renderToString, Text} from 'ink';
import {type ReactNode, useState} from 'react';
import {describe, expect, test} from 'vitest';
import {
  type KeyLayer,
  KeyRouterProvider,
  useKeyRouter,
  useKeys,
} from '../../../source/screen/keys/useKeys.js';
import {renderOn, settled} from '../../support/screen/inkTerminal.js';

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

test('a key that is held down is each of its repeats', async () => {
  expect(await keysOf('jjj')).toEqual(['j', 'j', 'j']);
});

test('text that comes at once is no key outside of a prompt', async () => {
  const texts = ['buy', 'lsuy\r'.repeat(10_000), '\u001b[200~[[[\u001b[201~'];
  expect(await keysOf(...texts, 'j')).toEqual(['j']);
});

describe('a prompt for text', () => {
  function Asking({taken}: {taken: string[]}) {
    const [open, setOpen] = useState(false);
    return open ? (
      <TextPrompt taken={taken} close={() => setOpen(false)} />
    ) : (
      <Listener
        layer="list"
        taken={(key) => {
          if (key === '/') setOpen(true);
          return taken.push(`list ${key}`) > 0;
        }}
      />
    );
  }

  function TextPrompt({taken, close}: {taken: string[]; close: () => void}) {
    const onKey = (key: string) => {
      if (key === 'enter') close();
      return taken.push(key) > 0;
    };
    useKeys('prompt', onKey, (text) => taken.push(`paste ${text}`));
    return <Text> </Text>;
  }

  async function typed(...keys: readonly string[]): Promise<readonly string[]> {
    const taken: string[] = [];
    using terminal = renderOn(
      20,
      5,
      <Keyboard>
        <Asking taken={taken} />
      </Keyboard>,
    );
    await settled();
    await terminal.press(...keys);
    for (let turns = 0; turns < 20; turns++) await settled();
    return taken;
  }

  test('takes what is pasted, and what was typed while the line was blocked', async () => {
    expect(await typed('/', '\u001b[200~buy\u001b[201~', 'we')).toEqual([
      'list /',
      'paste buy',
      'w',
      'e',
    ]);
  });

  test('takes a long text as one', async () => {
    const long = 'lsuy'.repeat(1000);
    expect(await typed('/', long)).toEqual(['list /', `paste ${long}`]);
  });

  test('does not pass on the rest once it has closed', async () => {
    expect(await typed('/', 'we\rs]\r', 'j')).toEqual(['list /', 'w', 'e', 'enter', 'list j']);
  });
});

test('the topmost layer that wants a key alone gets it', async () => {
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

test('a layer that is gone gets no more keys, the one below does', async () => {
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

test('without a keyboard everything is still drawn', () => {
  expect(renderToString(<Listener layer="list" taken={() => true} />)).toBe('');
});
