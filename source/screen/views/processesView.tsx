import {useMemo, useState} from 'react';
import {unattributedId} from '../../model/derive/containers.js';
import {deriveProcesses} from '../../model/derive/processes.js';
import {arrangeTree} from '../../model/derive/processTree.js';
import type {Model} from '../../model/model.js';
import {countOf} from '../../text/count.js';
import {showUntrusted} from '../../text/untrusted.js';
import {ListWithDetail} from '../detail/listWithDetail.js';
import {processDetail} from '../detail/processDetail.js';
import type {Item} from '../draw/line.js';
import {useTheme} from '../draw/theme.js';
import {type EstimateOption, useFrame, type View} from '../frame/frameContext.js';
import {findKey} from '../keys/keyTable.js';
import {everyContainer, openEstimate} from './estimate/openEstimate.js';
import {openOptInPanel} from './optIn/openOptInPanel.js';
import {
  commandOf,
  type ListedProcess,
  processColumns,
  processLine,
  userOf,
} from './processColumns.js';

type ProcessesViewProps = {view: Extract<View, {name: 'processes'}>};

/** The processes of one container. */
export function ProcessesView({view: {containerId}}: ProcessesViewProps) {
  const frame = useFrame();
  const {model, open} = frame;
  const {glyphs} = useTheme();
  const [tree, setTree] = useState(false);
  const rows = useMemo(
    () =>
      deriveProcesses(model, containerId).map(
        (row): ListedProcess => ({
          ...row,
          branch: '',
          user: userOf(row.process, model.sample.host),
        }),
      ),
    [model, containerId],
  );
  // Without pid namespaces of their own, processes have one pid.
  const hasInner = rows.some(({process}) => process.innerPid !== undefined);
  const columns = useMemo(
    () => processColumns.filter(({title}) => hasInner || title !== 'INSIDE'),
    [hasInner],
  );
  const asTree = (arranged: readonly ListedProcess[]) => {
    const trunks: string[] = [];
    return arrangeTree(arranged).map(({row, depth, last}) => {
      trunks.length = Math.min(trunks.length, depth);
      const branch =
        depth === 0 ? '' : trunks.slice(1).join('') + (last ? glyphs.lastBranch : glyphs.branch);
      trunks[depth] = `${last ? ' ' : glyphs.trunk} `;
      return {...row, branch};
    });
  };
  return (
    <ListWithDetail
      name={processListName(containerId)}
      kind="processes"
      rows={rows}
      history={model.history}
      columns={columns}
      idOf={idOf}
      textOf={textOf}
      regroup={tree ? asTree : undefined}
      about={aboutContainer(model, containerId)}
      copyOf={({process}) => processLine(process, model.sample.host)}
      onOpen={({process: {pid, startTicks}}) => open({name: 'process', pid, startTicks})}
      onKey={(key, selected) => {
        switch (findKey(key)?.action) {
          case 'tree': {
            setTree(!tree);
            return true;
          }
          case 'guide': {
            open({name: 'guide', containerId});
            return true;
          }
          case 'estimate': {
            openEstimate(frame, estimateOptions(model, containerId, selected));
            return true;
          }
          case 'optIn': {
            if (selected) openOptInPanel(frame, 'in', processOption(selected));
            return true;
          }
          case 'optOut': {
            if (selected) openOptInPanel(frame, 'out', processOption(selected));
            return true;
          }
          default: {
            return false;
          }
        }
      }}
      detailOf={(row, textWidth) => processDetail(model, row, textWidth)}
      empty={`${emptyText(model, containerId)}; Esc goes back.`}
    />
  );
}

/** The selected process, its container, and all containers. */
function estimateOptions(
  {containers = []}: Model,
  containerId: string,
  selected: ListedProcess | undefined,
): EstimateOption[] {
  const container = containers.find(({id}) => id === containerId);
  const options = [everyContainer];
  if (container) {
    options.unshift({label: container.name, choice: {containerIds: [containerId], pids: []}});
  }
  if (selected) options.unshift(processOption(selected));
  return options;
}

function processOption({process: {pid, command}}: ListedProcess): EstimateOption {
  return {label: `${command} ${pid}`, choice: {containerIds: [], pids: [pid]}};
}

/** The name of the list of a container's processes. */
export function processListName(containerId: string): string {
  return `processes of ${containerId}`;
}

function emptyText({sample}: Model, containerId: string): string {
  if (!sample.processes) return 'Prometheus has no processes';
  return containerId === unattributedId
    ? 'These processes cannot be read, or ended while ksmd was stopped'
    : 'This container has no processes left';
}

/** The container of these processes; empty when it is gone. */
function aboutContainer({containers}: Model, containerId: string): readonly Item[] {
  const container = containers?.find(({id}) => id === containerId);
  if (!container) return [];
  const {name, kind, processes} = container;
  const count = countOf(processes, 'process', 'processes');
  return [
    {priority: 4, spans: [['accent', ` ${showUntrusted(name)}`]]},
    {priority: 3, spans: [['dim', `${showUntrusted(kind)}, ${count}`]]},
  ];
}

function idOf({id}: ListedProcess): string {
  return id;
}

function textOf({process, user}: ListedProcess): string {
  return `${commandOf(process)} ${process.command} ${user} ${process.pid}`;
}
