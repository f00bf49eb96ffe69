import {useMemo, useState, useSyncExternalStore} from 'react';
import {mergesPerNode} from '../../../model/estimate/estimateBound.js';
import {estimateSentences} from '../../../model/estimate/estimateSentences.js';
import {settlingTime} from '../../../model/estimate/settlingTime.js';
import type {EstimateRun} from '../../../session/estimating.js';
import {wrapWords} from '../../../text/wrap.js';
import {Line, paintLine} from '../../draw/line.js';
import {LongList} from '../../draw/list/longList.js';
import {useTheme} from '../../draw/theme.js';
import {ListFrameProvider, useFrame, type View} from '../../frame/frameContext.js';
import {findKey} from '../../keys/keyTable.js';
import {useKeys} from '../../keys/useKeys.js';
import {ViewTitle} from '../viewTitle.js';
import {type EstimatedRow, estimateColumns} from './estimateColumns.js';
import {estimateStatus} from './estimateStatus.js';

type EstimateViewProps = {view: Extract<View, {name: 'estimate'}>};

const headLines = 2;
export const estimateListName = 'estimate';

/** Chooses what to estimate, and shows the figures while they are found. */
export function EstimateView({view: {options}}: EstimateViewProps) {
  const theme = useTheme();
  const frame = useFrame();
  const {model, width, height, estimating, back} = frame;
  const {run} = useSyncExternalStore(estimating.subscribe, estimating.getState);
  const [chosen, setChosen] = useState(0);
  const option = options[chosen] ?? options[0];
  const rows = useMemo(() => rowsOf(run), [run]);
  const notes = useMemo(() => {
    if (run.phase !== 'ended') return [];
    const settling = settlingTime(model, run.estimate.total.memoryBytes);
    const isPerNode = mergesPerNode(model.sample);
    const sentences = estimateSentences(run.groups.length, run.estimate, settling, isPerNode);
    return sentences.flatMap((sentence) => wrapWords(sentence, width - 2));
  }, [run, model, width]);

  useKeys('panel', (key) => {
    switch (key) {
      case 'enter': {
        if (option) estimating.start(option.choice);
        return true;
      }
      case 'left':
      case 'right': {
        const step = key === 'left' ? options.length - 1 : 1;
        if (run.phase !== 'running') setChosen((chosen + step) % options.length);
        return true;
      }
      case 'escape': {
        if (run.phase === 'running' && !estimating.isRecorded) estimating.stop();
        else if (frame.listState(estimateListName).filter !== '') return false;
        else back();
        return true;
      }
      case 'q': {
        back();
        return true;
      }
      default: {
        return findKey(key)?.action === 'estimate';
      }
    }
  });

  const status = estimateStatus(
    run,
    estimating.isRecorded ? [] : options.map(({label}) => label),
    chosen,
    Date.now(),
  );
  const list = {
    ...frame,
    height: Math.max(3, height - headLines - notes.length),
    top: frame.top + headLines,
  };
  return (
    <>
      <ViewTitle name="estimate" about={['bold', 'what KSM would save']} width={width} />
      <Line text={paintLine(theme, status, width)} />
      <ListFrameProvider value={list}>
        <LongList
          name={estimateListName}
          kind="estimates"
          rows={rows}
          columns={estimateColumns}
          idOf={({group}) => group.id}
          textOf={({group}) => group.name}
          empty={emptyText(run)}
        />
      </ListFrameProvider>
      {notes.map((text) => (
        <Line key={text} text={paintLine(theme, [' ', ['dim', text]], width)} />
      ))}
    </>
  );
}

function rowsOf(run: EstimateRun): EstimatedRow[] {
  if (run.phase !== 'running' && run.phase !== 'ended') return [];
  const {groups, estimate} = run;
  if (!estimate) return [];
  const best = new Set(estimate.best);
  return groups.flatMap((group, index) => {
    const memory = estimate.groups[index];
    return memory ? [{group, memory, isBest: best.has(index)}] : [];
  });
}

function emptyText({phase}: EstimateRun): string {
  return phase === 'running'
    ? 'The first figures come once a process has been read.'
    : 'Memory is read, not changed, at the lowest priority and with at most 25 % of one core.';
}
