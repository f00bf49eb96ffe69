import type {OpenedHost} from './openHost.js';

/** Closes a host that is needed no more. */
export async function leave(host: OpenedHost): Promise<void> {
  await host.close();
}
