import {useState, useSyncExternalStore} from 'react';
import type {Model} from '../../../model/model.js';
import type {TrialRun} from '../../../session/trial/trialRun.js';
import {listOf} from '../../../text/count.js';
import {showUntrusted} from '../../../text/untrusted.js';
import {wrapWords} from '../../../text/wrap.js';
import {Line, paintLine} from '../../draw/line.js';
import {useTheme} from '../../draw/theme.js';
import {useScroll} from '../../draw/useScroll.js';
import {useFrame} from '../../frame/frameContext.js';
import {useReadable} from '../../keys/useReadable.js';
import {ViewTitle} from '../viewTitle.js';
import {trialPage} from './trialPageLines.js';

const closingKeys: ReadonlySet<string> = new Set();
const titleLines = 2;

/** A trial: the rule before it starts, then what it waits for, and its figures. */
export function TrialView() {
  const theme = useTheme();
  const {model, width, height, trialling, back} = useFrame();
  const run = useSyncExternalStore(trialling.subscribe, trialling.getState);
  const [isEnding, setEnding] = useState(false);
  const {sentences, rows, below} = trialPage(run, model, isEnding);
  const wrapped = (texts: readonly string[]) =>
    texts.flatMap((text) => (text === '' ? [''] : wrapWords(showUntrusted(text), width - 2)));
  const lines = [...wrapped(sentences), ...rows, ...wrapped(below)];
  const page = Math.max(1, height - titleLines);
  const isRunning = run.phase === 'running';
  const isAsking = isRunning && (isEnding || model.trial?.stage === 'asking');
  const isReadable = useReadable(run.phase === 'asking' || isAsking);
  const take = (key: string, seenMs: number): boolean => {
    const answers =
      (isAsking && (key === 'k' || key === 'b')) || (run.phase === 'asking' && key === 'y');
    // A key that was to scroll, or answered an earlier question, must not decide.
    if (answers && !isReadable(seenMs)) return true;
    if (isAsking && (key === 'k' || key === 'b')) {
      setEnding(false);
      void trialling.decide(key === 'k');
    } else if (run.phase === 'asking' && key === 'y') trialling.answer(true);
    else if (run.phase === 'asking' && key === 'p') trialling.nextPreset();
    else if (isEnding) setEnding(false);
    else if (key !== 'escape' && key !== 'q') return false;
    else if (isRunning) setEnding(true);
    else {
      trialling.answer(false);
      back();
    }
    return true;
  };
  const {start, position} = useScroll({lines: lines.length, page, closingKeys, close: back, take});
  const about = listOf(containersOf(run, model).map(({name}) => showUntrusted(name)));
  return (
    <>
      <ViewTitle name="trial" about={['bold', about]} {...{position, width}} />
      <Line text={' '.repeat(width)} />
      {lines.slice(start, start + page).map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the page is its place.
        <Line key={index} text={paintLine(theme, [' ', text], width)} />
      ))}
    </>
  );
}

/** What the trial is of, also before it starts. */
function containersOf(run: TrialRun, model: Model): ReadonlyArray<{name: string}> {
  if (run.phase === 'looking') return [];
  if (run.phase !== 'asking') return model.trial?.reading.containers ?? [];
  return (model.containers ?? []).filter(({id}) => run.request.containerIds.includes(id));
}
