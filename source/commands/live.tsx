import {render} from 'ink';
import {createLocalHost} from '../host/local.js';
import {App} from '../screen/app.js';
import {createFeed} from '../screen/feed.js';
import {LookProvider, lookOf} from '../screen/look.js';
import {createSteering} from '../screen/steering.js';

export type LiveOptions = {
  intervalSeconds: number;
  readOnly: boolean;
  color: boolean;
  procfs: string;
  sysfs: string;
};

/** The live screen, until the person at the keyboard leaves it. */
export async function live(options: LiveOptions): Promise<void> {
  const host = await createLocalHost({procfs: options.procfs, sysfs: options.sysfs});
  const feed = createFeed(host, options.intervalSeconds);
  const steering = createSteering(host, feed.sampleNow);
  const {waitUntilExit} = render(
    <LookProvider value={lookOf(process.env, options.color)}>
      <App
        feed={feed}
        steering={steering}
        intervalSeconds={options.intervalSeconds}
        readOnly={options.readOnly}
      />
    </LookProvider>,
    {
      alternateScreen: true,
      incrementalRendering: true,
      // Ink takes a CI variable for a sign of no terminal; commands/live is only run on one.
      interactive: true,
      patchConsole: false,
    },
  );
  await waitUntilExit();
  feed.stop();
  await host.close();
}
