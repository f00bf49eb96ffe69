import {useState} from 'react';
import type {Fleet, OpenedHost} from '../../session/fleet/fleet.js';
import type {ListState} from '../draw/list.js';
import {HostScreen} from '../frame/app.js';
import {ProgramKeys} from '../keys/programKeys.js';
import {KeyRouterProvider, useKeyRouter} from '../keys/useKeys.js';
import {type FleetChoice, FleetView} from './fleetView.js';

type FleetScreenProps = {
  fleet: Fleet;
  intervalSeconds: number;
  /** Set by --read-only. */
  readOnly: boolean;
};

const initialList: ListState = {sortTitle: 'SAVED', descending: true, filter: ''};

/** The fleet, or the host opened from it. */
export function FleetScreen({fleet, intervalSeconds, readOnly}: FleetScreenProps) {
  const router = useKeyRouter();
  const [opened, setOpened] = useState<OpenedHost>();
  const [choice, setChoice] = useState<FleetChoice>({
    list: initialList,
    marked: new Set(),
    intervalSeconds,
  });
  const readOnlyReason = fleet.readOnlyReason ?? (readOnly ? '--read-only' : undefined);
  return (
    <KeyRouterProvider value={router}>
      <ProgramKeys />
      {opened ? (
        <HostScreen
          feed={opened.feed}
          tuning={opened.tuning}
          inspect={opened.inspect}
          surroundings={opened.surroundings}
          estimating={opened.estimating}
          mapping={opened.mapping}
          intervalSeconds={choice.intervalSeconds}
          readOnly={readOnlyReason ?? false}
          closeHost={() => {
            opened.close();
            setOpened(undefined);
          }}
        />
      ) : (
        <FleetView
          fleet={fleet}
          choice={choice}
          choose={(next) => setChoice((all) => ({...all, ...next}))}
          open={(id) => setOpened(fleet.open(id))}
          readOnlyReason={readOnlyReason}
        />
      )}
    </KeyRouterProvider>
  );
}
