import {useSyncExternalStore} from 'react';
import {usualRule} from '../../../model/trial/trialRule.js';
import {wrapWords} from '../../../text/wrap.js';
import {Line, paintLine} from '../../draw/line.js';
import {useTheme} from '../../draw/theme.js';
import {useScroll} from '../../draw/useScroll.js';
import {useFrame, type View} from '../../frame/frameContext.js';
import {changeTo} from '../../keys/tuningActions.js';
import {useReadable} from '../../keys/useReadable.js';
import {ViewTitle} from '../viewTitle.js';
import {
  expectedBytes,
  isTriable,
  offersStart,
  panelLines,
  questionLines,
} from './optInPanelLines.js';

type OptInViewProps = {view: Extract<View, {name: 'optIn'}>};

const titles = {in: 'opt in', out: 'opt out'} as const;
const closingKeys: ReadonlySet<string> = new Set();
const titleLines = 2;

/** Asks whether to opt in or out, then shows how it goes and what it saves. */
export function OptInView({view: {title, containerIds}}: OptInViewProps) {
  const theme = useTheme();
  const frame = useFrame();
  const {model, width, height, optingIn, trialling, estimating, open, back} = frame;
  const {run} = useSyncExternalStore(optingIn.subscribe, optingIn.getState);
  const {known} = useSyncExternalStore(estimating.subscribe, estimating.getState);
  const canTry = isTriable(run) && trialling.unavailable === undefined;
  const wrapped = (texts: readonly string[]) =>
    texts.flatMap((text) => (text === '' ? [''] : wrapWords(text, width - 2)));
  const lines = wrapped(panelLines(run, model, known, containerIds));
  const question = wrapped(questionLines(run, model, canTry));
  const below = question.length > 0 ? ['', ...question] : [];
  const isReadable = useReadable(run.phase === 'asking');
  const take = (key: string, seenMs: number): boolean => {
    const canStart = offersStart(run, model);
    const answers =
      (run.phase === 'asking' && key === 'y') ||
      (canTry && key === 't') ||
      (canStart && key === 's');
    if (answers && !isReadable(seenMs)) return true;
    if (run.phase === 'asking' && key === 'y') {
      optingIn.answer(true);
      return true;
    }
    if (canStart && key === 's') {
      optingIn.answer(true);
      void changeTo(frame, {run: '1'});
      return true;
    }
    if (canTry && key === 't') {
      optingIn.answer(false);
      const expected = expectedBytes(model.containers ?? [], known, containerIds);
      void trialling.begin({
        containerIds,
        rule: usualRule,
        ...(expected !== undefined && {expectedBytes: expected}),
      });
      back();
      open({name: 'trial'});
      return true;
    }
    if (key !== 'escape' && key !== 'q' && key !== 'n') return false;
    if (run.phase === 'looking' || run.phase === 'changing') void optingIn.stop();
    if (run.phase !== 'changing') {
      optingIn.answer(false);
      back();
    }
    return true;
  };
  const page = Math.max(1, height - titleLines - below.length);
  const {start, position} = useScroll({lines: lines.length, page, closingKeys, close: back, take});
  const name = 'action' in run ? titles[run.action] : 'opt in';
  return (
    <>
      <ViewTitle {...{name, position, width}} about={['bold', title]} />
      <Line text={' '.repeat(width)} />
      {[...lines.slice(start, start + page), ...below].map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the page is its place.
        <Line key={index} text={paintLine(theme, [' ', text], width)} />
      ))}
    </>
  );
}
