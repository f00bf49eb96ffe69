import {Box} from 'ink';
import {useEffect, useMemo, useState} from 'react';
import {remoteCure} from '../../model/advice/remoteCure.js';
import {guideFor} from '../../model/guide/guideFor.js';
import {type GuideLine, guideLines} from '../../model/guide/guideLines.js';
import type {Surroundings} from '../../model/sample/surroundings.js';
import {Line, paintLine} from '../draw/line.js';
import {type Style, useTheme} from '../draw/theme.js';
import {useScroll} from '../draw/useScroll.js';
import {useFrame, type View} from '../frame/frameContext.js';
import {useCopy} from '../keys/useCopy.js';
import {ViewTitle} from './viewTitle.js';

type GuideViewProps = {view: Extract<View, {name: 'guide'}>};

/** The steps to let the programs of one container merge. */
export function GuideView({view}: GuideViewProps) {
  const theme = useTheme();
  const {model, width, height, back, remark} = useFrame();
  const surroundings = useSurroundings();
  const guide = useMemo(
    () =>
      guideFor(
        {model, ...(surroundings && {surroundings})},
        model.containers?.find(({id}) => id === view.containerId),
      ),
    [model, surroundings, view.containerId],
  );
  const lines = guideLines(guide, width);
  const page = height - 2;
  const copy = useCopy(remark);
  const {start, position} = useScroll({
    ...{lines: lines.length, page, closingKeys, close: back},
    copy: (first) =>
      copy(remoteCure(model.sample, firstCommands(lines.slice(first, first + page)))),
  });
  return (
    <Box flexDirection="column" height={height} width={width} overflow="hidden">
      <ViewTitle name="guide" about={['bold', guide.title]} {...{position, width}} />
      <Line text={' '.repeat(width)} />
      {lines.slice(start, start + page).map(({kind, text}, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the page is its place.
        <Line key={index} text={paintLine(theme, [' ', [styles[kind], text]], width)} />
      ))}
    </Box>
  );
}

/** The first lines of a part of the guide that follow each other and can be pasted. */
function firstCommands(lines: readonly GuideLine[]): string {
  const start = lines.findIndex(({kind}) => kind === 'verbatim');
  if (start === -1) return '';
  const end = lines.findIndex(({kind}, index) => index > start && kind !== 'verbatim');
  const commands = lines.slice(start, end === -1 ? undefined : end);
  return commands.map(({text}) => text.trim()).join('\n');
}

/** Read in the background; until then the guide recommends nothing that depends on them. */
function useSurroundings(): Surroundings | undefined {
  const {surroundings: read} = useFrame();
  const [surroundings, setSurroundings] = useState<Surroundings>();
  useEffect(() => {
    let current = true;
    void read?.().then((found) => current && setSurroundings(found));
    return () => {
      current = false;
    };
  }, [read]);
  return surroundings;
}

const closingKeys = new Set(['escape', 'q', 'i', 'enter', 'backspace']);

const styles: Readonly<Record<GuideLine['kind'], Style>> = {
  heading: 'bold',
  unavailable: 'dim',
  text: 'plain',
  verbatim: 'accent',
  blank: 'plain',
};
