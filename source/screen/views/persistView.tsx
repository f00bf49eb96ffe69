import {useLayoutEffect, useRef} from 'react';
import type {BootFileChange} from '../../model/tuning/bootText.js';
import {findManagers} from '../../model/tuning/managers.js';
import {showUntrusted} from '../../text/untrusted.js';
import {wrapWords} from '../../text/wrap.js';
import {Line, paintLine} from '../draw/line.js';
import {type Style, useTheme} from '../draw/theme.js';
import {type Frame, useFrame, type View} from '../frame/frameContext.js';
import {globalKeys, type ListedKey} from '../keys/keyTable.js';
import {keysOf} from '../keys/panelKeys.js';
import {useKeys} from '../keys/useKeys.js';

export const persistKeys: readonly ListedKey[] = keysOf('back');

/** Shows what would be written to keep the parameters across reboots, and asks whether to. */
export function PersistView({view}: {view: Extract<View, {name: 'persist'}>}) {
  const frame = useFrame();
  const theme = useTheme();
  const {width, height} = frame;
  const {changes} = view;
  // Swallows keys typed before its question appears.
  useKeys('panel', (key) => !globalKeys.has(key));
  const asked = useRef(false);
  useLayoutEffect(() => {
    if (asked.current) return;
    asked.current = true;
    void askAndWrite(frame, changes);
  }, [frame, changes]);
  const lines = [
    ...changes.flatMap((change) => changeLines(change, width)),
    ...managerLines(frame, width),
  ];
  return (
    <>
      <Line text={paintLine(theme, [['accent', ' keep across reboots']], width)} />
      {lines.slice(0, height - 1).map(([style, text], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change.
        <Line key={index} text={paintLine(theme, [[style, ` ${text}`]], width)} />
      ))}
    </>
  );
}

async function askAndWrite({ask, tuning, boot, back}: Frame, changes: readonly BootFileChange[]) {
  const yes = await ask('Write this?');
  back();
  if (!yes || !boot) return tuning.say(true, 'Nothing was written.');
  try {
    for (const change of changes) await boot.write(change);
    const paths = changes.map(({path, after}) => `${after ? 'Wrote' : 'Removed'} ${path}.`);
    tuning.say(true, `${paths.join(' ')} \`ksmtop persist --remove\` undoes this.`);
  } catch (error) {
    tuning.say(false, error instanceof Error ? error.message : String(error));
  }
}

type StyledText = readonly [Style, string];

/** Of a script, only the added lines. */
function changeLines({path, before, after, warnings}: BootFileChange, width: number): StyledText[] {
  const known = new Set(before?.split('\n'));
  const added = after?.split('\n').filter((line) => line !== '' && !known.has(line)) ?? [];
  const verb = after === undefined ? 'removed' : before === undefined ? 'created' : 'changed';
  return [
    ['plain', ''],
    ['bold', `${path} would be ${verb}:`],
    ...added.map((line) => ['plain', `  ${line}`] as const),
    ...warnings.flatMap((warning) =>
      wrapWords(showUntrusted(warning), width - 2).map((line) => ['warning', line] as const),
    ),
  ];
}

function managerLines({model}: Frame, width: number): StyledText[] {
  return findManagers(model.sample.processes ?? []).flatMap(({name, habit, cure}) =>
    wrapWords(`${name} would override this: ${habit}; to prevent that: ${cure}`, width - 2).map(
      (line) => ['warning', line] as const,
    ),
  );
}
