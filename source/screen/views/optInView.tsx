import {useSyncExternalStore} from 'react';
import {wrapWords} from '../../text/wrap.js';
import {Line, paintLine} from '../draw/line.js';
import {panelTitle} from '../draw/panelTitle.js';
import {useTheme} from '../draw/theme.js';
import {useScroll} from '../draw/useScroll.js';
import {useFrame, type View} from '../frame/frameContext.js';
import {useKeys} from '../keys/useKeys.js';
import {panelLines} from './optInLines.js';

type OptInViewProps = {view: Extract<View, {name: 'optIn'}>};

const titles = {in: 'opt in', out: 'opt out'} as const;
const closingKeys: ReadonlySet<string> = new Set();
const titleLines = 2;

/** Asks whether to opt in or out, then shows how it goes and what it saves. */
export function OptInView({view: {title, containerIds}}: OptInViewProps) {
  const theme = useTheme();
  const {model, width, height, optingIn, estimating, back} = useFrame();
  const {run} = useSyncExternalStore(optingIn.subscribe, optingIn.getState);
  const {known} = useSyncExternalStore(estimating.subscribe, estimating.getState);
  const lines = panelLines(run, model, known, containerIds).flatMap((text) =>
    text === '' ? [''] : wrapWords(text, width - 2),
  );
  const page = Math.max(1, height - titleLines);
  const {start, position} = useScroll({lines: lines.length, page, closingKeys, close: back});
  useKeys('panel', (key) => {
    if (run.phase === 'asking' && key === 'y') {
      optingIn.answer(true);
      return true;
    }
    if (key !== 'escape' && key !== 'q' && key !== 'n') return false;
    if (run.phase === 'changing') optingIn.stop();
    else {
      optingIn.answer(false);
      back();
    }
    return true;
  });
  const name = 'action' in run ? titles[run.action] : 'opt in';
  return (
    <>
      <Line text={panelTitle(theme, {name, about: ['bold', title], position}, width)} />
      <Line text={' '.repeat(width)} />
      {lines.slice(start, start + page).map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the page is its place.
        <Line key={index} text={paintLine(theme, [' ', text], width)} />
      ))}
    </>
  );
}
