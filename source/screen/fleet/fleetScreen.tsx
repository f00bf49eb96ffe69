import {useState} from 'react';
import type {Fleet, OpenedHost} from '../../session/fleet/fleet.js';
import {HostScreen} from '../frame/app.js';
import {ProgramKeys} from '../keys/programKeys.js';
import {KeyRouterProvider, useKeyRouter} from '../keys/useKeys.js';
import type {UserScreen} from '../settings/userScreen.js';
import type {FleetChoice} from './fleetPanels.js';
import {FleetView} from './fleetView.js';

type FleetScreenProps = {
  fleet: Fleet;
  user: UserScreen;
  intervalSeconds: number;
  /** Set by --read-only. */
  readOnly: boolean;
};

/** The fleet, or the host opened from it. */
export function FleetScreen({fleet, user, intervalSeconds, readOnly}: FleetScreenProps) {
  const router = useKeyRouter();
  const [isFirst, setFirst] = useState(true);
  const [opened, setOpened] = useState<OpenedHost>();
  const [choice, setChoice] = useState<FleetChoice>({
    list: {filter: ''},
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
          user={{...user, notice: undefined}}
          inspect={opened.inspect}
          surroundings={opened.surroundings}
          estimating={opened.estimating}
          mapping={opened.mapping}
          optingIn={opened.optingIn}
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
          user={isFirst ? user : {...user, notice: undefined}}
          choice={choice}
          choose={(next) => setChoice((all) => ({...all, ...next}))}
          open={(id) => {
            setFirst(false);
            setOpened(fleet.open(id));
          }}
          readOnlyReason={readOnlyReason}
        />
      )}
    </KeyRouterProvider>
  );
}
