import {Box} from 'ink';
import {useCallback, useEffect, useMemo, useState} from 'react';
import {containerName} from '../../model/derive/containers.js';
import {deriveProcess, findProcess, type ProcessRow} from '../../model/derive/processes.js';
import {diagnose} from '../../model/diagnosis/diagnosis.js';
import type {Inspection} from '../../model/sample/inspection.js';
import type {ProcessName} from '../../model/sample/sample.js';
import {showUntrusted} from '../../text/untrusted.js';
import {wrapWords} from '../../text/wrap.js';
import {Line, paintLine, type Span} from '../draw/line.js';
import {scrollPosition, scrollTarget} from '../draw/scroll.js';
import {SmallTable, wrapRows} from '../draw/smallTable.js';
import {useTheme} from '../draw/theme.js';
import {useFrame, type View} from '../frame/frameContext.js';
import {findKey} from '../keys/keyTable.js';
import {passesPanel} from '../keys/panelKeys.js';
import {useCopy} from '../keys/useCopy.js';
import {useKeys} from '../keys/useKeys.js';
import {commandOf, processLine} from './processColumns.js';
import {processFacts, regionRows} from './processFacts.js';
import {ViewTitle} from './viewTitle.js';

type ProcessViewProps = {view: Extract<View, {name: 'process'}>};

/** One process: why it merges or not, its facts, its memory regions. */
export function ProcessView({view}: ProcessViewProps) {
  const {model, width, height, recorded, back, remark} = useFrame();
  const copy = useCopy(remark);
  const theme = useTheme();
  const process = findProcess(model.sample, view);
  // A process that hung may answer by now, with its start time.
  const {inspection, state, refresh} = useInspection(process ?? view);
  const [offset, setOffset] = useState(0);
  const row = process && deriveProcess(model, process);
  const columns = useMemo(() => factColumns(width), [width]);
  const facts = row
    ? wrapRows(processFacts(model, row, inspection, recorded), columns, 'VALUE')
    : [];
  const regions = regionRows(inspection);
  const head = headLines(model, row, inspection, state, width);
  const page = height - 1 - head.length;
  const total = facts.length + regions.length + (regions.length > 0 ? 2 : 0);
  const highest = Math.max(0, total - page);
  useKeys('panel', (key) => {
    const target = scrollTarget(key, offset, page, highest);
    if (target !== undefined) setOffset(Math.min(highest, Math.max(0, target)));
    else if (key === 'escape' || key === 'q' || key === 'backspace') back();
    else if (findKey(key)?.action === 'copy')
      copy(process ? processLine(process, model.sample.host) : '');
    else if (!passesPanel(key)) return 'unused';
    else {
      // The screen samples as well.
      if (findKey(key)?.action === 'sampleNow') refresh();
      return false;
    }
    return true;
  });
  const start = Math.min(offset, highest);
  const shownFacts = facts.slice(start, start + page);
  const room = page - shownFacts.length - 2;
  const regionStart = Math.max(0, start - facts.length);
  const shownRegions = room > 0 ? regions.slice(regionStart, regionStart + room) : [];
  const position = scrollPosition(start, page, total);
  return (
    <>
      <ViewTitle name="process" about={['bold', subjectOf(model, row)]} {...{position, width}} />
      {head.map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the head is its place.
        <Line key={index} text={paintLine(theme, spans, width)} />
      ))}
      <Box flexDirection="column" height={page} overflow="hidden">
        {shownFacts.length > 0 ? <SmallTable rows={shownFacts} columns={columns} bare /> : null}
        {shownRegions.length > 0 ? <Line text={' '.repeat(width)} /> : null}
        {shownRegions.length > 0 ? (
          <SmallTable rows={shownRegions} columns={regionColumns(width)} />
        ) : null}
      </Box>
    </>
  );
}

/** Inspects when opened and on demand, in the background; only the newest answer counts. */
function useInspection({pid, startTicks}: ProcessName) {
  const {inspect, recorded, model} = useFrame();
  // A recording has an inspection for each sample.
  const moment = recorded ? model.sample.timeMs : undefined;
  const [inspection, setInspection] = useState<Inspection>();
  const [state, setState] = useState<'reading' | 'read' | 'gone'>('reading');
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: these two are why to read again.
  useEffect(() => {
    let current = true;
    setState('reading');
    const take = (found: Inspection | undefined) => {
      if (!current) return;
      if (found) setInspection(found);
      setState(found ? 'read' : 'gone');
    };
    // A failed inspection must not end the program.
    inspect({pid, startTicks}).then(take, () => take(undefined));
    return () => {
      current = false;
    };
  }, [inspect, pid, startTicks, moment, asked]);
  const refresh = useCallback(() => setAsked((times) => times + 1), []);
  return {inspection, state, refresh};
}

type Model = ReturnType<typeof useFrame>['model'];

/** As `4711 web  nginx: worker process`. */
function subjectOf({sample}: Model, row: ProcessRow | undefined): string {
  if (!row) return 'this process has ended';
  const {process} = row;
  const name = showUntrusted(containerName(sample, process.container));
  return `${process.pid} ${name}  ${commandOf(process)}`;
}

function headLines(
  {sample, scans}: Model,
  row: ProcessRow | undefined,
  inspection: Inspection | undefined,
  state: 'reading' | 'read' | 'gone',
  width: number,
): Span[][] {
  if (!row) return [[]];
  if (!inspection) {
    const text = state === 'reading' ? 'reading its memory map …' : 'it can no longer be read';
    return [[], [['dim', ` ${text}`]], []];
  }
  const {text, cure} = diagnose({row, inspection, sample, scans});
  const lines: Span[][] = [[]];
  for (const line of wrapWords(showUntrusted(text), width - 2)) lines.push([['bold', ` ${line}`]]);
  for (const line of cure ? wrapWords(showUntrusted(cure), width - 4) : [])
    lines.push([['good', `   ${line}`]]);
  return [...lines, []];
}

function factColumns(width: number) {
  return [
    {key: 'WHAT', width: 22, style: 'dim' as const},
    {key: 'VALUE', width: Math.min(140, width - 26)},
  ];
}

function regionColumns(width: number) {
  return [
    {key: 'REGION', width: Math.max(16, Math.min(60, width - 64))},
    {key: 'OFFERED', width: 9},
    {key: 'SIZE', width: 9, align: 'right' as const},
    {key: 'ANONYMOUS', width: 9, align: 'right' as const},
    {key: 'MERGED', width: 9, align: 'right' as const},
    {key: 'PSS', width: 9, align: 'right' as const},
  ];
}
