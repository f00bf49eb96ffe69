import {Box} from 'ink';
import {useState, useSyncExternalStore} from 'react';
import type {ParameterName} from '../kernel/parameters.js';
import {type TrendName, trendNames} from '../model/history.js';
import type {Model} from '../model/model.js';
import {Chart} from './chart.js';
import {containerColumns} from './containerColumns.js';
import {ContainerList, selectedIndex, useArrangedContainers} from './containerList.js';
import {Header} from './header.js';
import {Help} from './help.js';
import {KeyBar} from './keyBar.js';
import {type Action, findKey} from './keyTable.js';
import {Line} from './line.js';
import {type ListState, nextSortTitle} from './list.js';
import {Confirm, FilterPrompt} from './prompt.js';
import {readOnlyReason} from './readOnly.js';
import {StatusLine} from './statusLine.js';
import type {Steering} from './steering.js';
import {type SteppedParameter, stepInterval, stepParameter} from './steps.js';
import {Trends} from './trends.js';
import {useKeys} from './useKeys.js';

/** What the keys of this view do beyond it. */
export type ScreenActions = {
  quit: () => void;
  suspend: () => void;
  redraw: () => void;
  togglePause: () => void;
  setInterval: (seconds: number) => void;
  sampleNow: () => void;
};

type MainViewProps = {
  model: Model;
  error: string | undefined;
  steering: Steering;
  screen: ScreenActions;
  readOnly: boolean;
  paused: boolean;
  intervalSeconds: number;
  width: number;
  height: number;
  /** Whether the terminal is large enough; the view keeps its state while it is not. */
  visible: boolean;
};

/** Lines that are neither list nor trends: header, two blanks, status, keys. */
const frameLines = 8;

/** The first screen: header, trends or chart, and the containers. */
export function MainView(props: MainViewProps) {
  const {model, error, steering, screen, paused, intervalSeconds, width, height, visible} = props;
  const steeringState = useSyncExternalStore(steering.subscribe, steering.getState);
  const [list, setList] = useState<ListState>({sortTitle: 'SAVED', descending: true, filter: ''});
  const [chart, setChart] = useState<readonly TrendName[]>();
  const [prompt, setPrompt] = useState<'filter' | 'stop' | 'help'>();
  const rows = useArrangedContainers(model.containers, list);
  const reason = readOnlyReason(model.sample, props.readOnly);
  const upperHeight = chart ? chartHeight(height) : trendNames.length;
  const listHeight = height - frameLines - upperHeight;

  const moveBy = (step: number) => {
    const target = selectedIndex(rows, list.selectedId) + step;
    const row = rows[Math.min(rows.length - 1, Math.max(0, target))];
    if (row) setList({...list, selectedId: row.id});
  };

  const write = (name: ParameterName, to: (from: string) => string | undefined) => {
    if (reason) return steering.say(false, `Nothing can be changed: ${reason}.`);
    const from = steering.pendingValue(name) ?? model.sample.ksm?.parameters[name];
    if (from === undefined) return steering.say(false, `This kernel has no ${name}.`);
    const value = to(from);
    if (value === undefined) return steering.say(false, `${name} goes no further by this key.`);
    void steering.change(name, from, value);
  };
  const step = (name: SteppedParameter, direction: 'halve' | 'double') =>
    write(name, (from) => stepParameter(name, from, direction));

  const startStop = () => {
    const run = steering.pendingValue('run') ?? model.sample.ksm?.parameters.run;
    if (run === '1' && !reason) setPrompt('stop');
    else write('run', () => '1');
  };

  const actions: Record<Action, () => void> = {
    up: () => moveBy(-1),
    down: () => moveBy(1),
    pageUp: () => moveBy(1 - listHeight),
    pageDown: () => moveBy(listHeight - 1),
    first: () => moveBy(-rows.length),
    last: () => moveBy(rows.length),
    filter: () => setPrompt('filter'),
    sortLeft: () =>
      setList({...list, sortTitle: nextSortTitle(containerColumns, list.sortTitle, -1)}),
    sortRight: () =>
      setList({...list, sortTitle: nextSortTitle(containerColumns, list.sortTitle, 1)}),
    reverse: () => setList({...list, descending: !list.descending}),
    startStop,
    pagesHalve: () => step('pages_to_scan', 'halve'),
    pagesDouble: () => step('pages_to_scan', 'double'),
    sleepHalve: () => step('sleep_millisecs', 'halve'),
    sleepDouble: () => step('sleep_millisecs', 'double'),
    undo: () => {
      if (reason) steering.say(false, `Nothing can be changed: ${reason}.`);
      else void steering.undo();
    },
    chart: () => setChart(chart ? undefined : ['pages_sharing']),
    chartShared: () => chart && setChart(['pages_shared']),
    chartSharing: () => chart && setChart(['pages_sharing']),
    chartUnshared: () => chart && setChart(['pages_unshared']),
    chartVolatile: () => chart && setChart(['pages_volatile']),
    chartAll: () => chart && setChart(trendNames),
    pause: screen.togglePause,
    slower: () => screen.setInterval(stepInterval(intervalSeconds, 1)),
    faster: () => screen.setInterval(stepInterval(intervalSeconds, -1)),
    sampleNow: screen.sampleNow,
    redraw: screen.redraw,
    suspend: screen.suspend,
    help: () => setPrompt('help'),
    back: () => setList({...list, filter: ''}),
    quit: screen.quit,
  };
  useKeys('screen', (key) => {
    const entry = findKey(key);
    if (!entry || (!visible && !['quit', 'suspend', 'redraw'].includes(entry.action))) return false;
    actions[entry.action]();
    return true;
  });

  if (!visible) return null;
  if (prompt === 'help') {
    return <Help width={width} height={height} onClose={() => setPrompt(undefined)} />;
  }
  const closePrompt = () => setPrompt(undefined);
  const blank = ' '.repeat(width);
  return (
    <>
      <Header
        model={model}
        width={width}
        paused={paused}
        intervalSeconds={intervalSeconds}
        readOnlyReason={reason}
      />
      <Line text={blank} />
      {chart ? (
        <Chart model={model} names={chart} width={width} height={upperHeight} />
      ) : (
        <Trends model={model} width={width} />
      )}
      <Line text={blank} />
      <Box flexDirection="column" height={listHeight} overflow="hidden">
        <ContainerList rows={rows} state={list} width={width} height={listHeight} />
      </Box>
      {prompt === 'filter' ? (
        <FilterPrompt
          text={list.filter}
          onChange={(filter) => setList({...list, filter})}
          onDone={closePrompt}
          onCancel={() => {
            setList({...list, filter: ''});
            closePrompt();
          }}
          width={width}
        />
      ) : prompt === 'stop' ? (
        <Confirm
          question="Stop ksmd? Merged pages stay merged; nothing new merges."
          onAnswer={(yes) => {
            closePrompt();
            if (yes) write('run', () => '0');
          }}
          width={width}
        />
      ) : (
        <StatusLine
          steering={steeringState}
          error={error}
          idle={listSummary(model, rows.length, list.filter)}
          width={width}
        />
      )}
      <KeyBar width={width} readOnly={reason !== undefined} />
    </>
  );
}

/** Half of the screen, but never more than leaves four containers in sight. */
function chartHeight(height: number): number {
  return Math.min(height - frameLines - 5, Math.max(11, Math.floor(height / 2)));
}

function listSummary({sample, containers}: Model, shown: number, filter: string): string {
  if (!containers || !sample.processes) return 'Reading processes …';
  const {processes} = sample;
  const readable = processes.filter((process) => process.readable).length;
  const listed = filter
    ? `${shown} of ${containers.length} rows match "${filter}"`
    : countOf(containers.filter(({kind}) => kind !== 'host').length, 'container');
  const sight = readable < processes.length ? `, ${readable} readable` : '';
  return `${listed}, ${countOf(processes.length, 'process', 'processes')}${sight}`;
}

function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
