import {useLayoutEffect, useRef} from 'react';
import {bootDifference} from '../../../model/tuning/bootSettings.js';
import type {BootFileChange} from '../../../model/tuning/bootText.js';
import {findManagers, overrideText} from '../../../model/tuning/managers.js';
import {countOf} from '../../../text/count.js';
import {messageOf} from '../../../text/messageOf.js';
import {showUntrusted} from '../../../text/untrusted.js';
import {wrapWords} from '../../../text/wrap.js';
import {Line, paintLine} from '../../draw/line.js';
import {type Style, useTheme} from '../../draw/theme.js';
import {type Frame, useFrame, type View} from '../../frame/frameContext.js';
import {globalKeys, type ListedKey} from '../../keys/keyTable.js';
import {keysOf} from '../../keys/panelKeys.js';
import {useKeys} from '../../keys/useKeys.js';
import {ViewTitle} from '../viewTitle.js';

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
      <ViewTitle name="persist" about={['dim', 'what a boot would set']} width={width} />
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
    tuning.say(false, messageOf(error));
  }
}

type StyledText = readonly [Style, string];

/** Of a file that is there, only what changes. */
function changeLines(change: BootFileChange, width: number): StyledText[] {
  const {path, before, after, warnings} = change;
  const {changed, added, unchangedCount} = bootDifference(change);
  const verb = after === undefined ? 'removed' : before === undefined ? 'created' : 'changed';
  const unchanged = countOf(unchangedCount, 'line is unchanged', 'lines are unchanged');
  return [
    ['plain', ''],
    ['bold', `${path} would be ${verb}:`],
    ...changed.map(({name, from, to}) => {
      return ['plain', `  ${name} ${from} → ${to ?? 'not set'}`] as const;
    }),
    ...added.map((line) => ['plain', `  ${line}`] as const),
    ...(unchangedCount > 0 ? [['dim', `  ${unchanged}`] as const] : []),
    ...warnings.flatMap((warning) =>
      wrapWords(showUntrusted(warning), width - 2).map((line) => ['warning', line] as const),
    ),
  ];
}

function managerLines({model}: Frame, width: number): StyledText[] {
  return findManagers(model.sample.processes ?? []).flatMap((manager) =>
    wrapWords(overrideText(manager), width - 2).map((line) => ['warning', line] as const),
  );
}
