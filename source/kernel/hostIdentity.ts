import type {ContainerIdentity} from './container.js';

/** All that belongs to no container. */
export const hostIdentity: ContainerIdentity = {kind: 'host', id: 'host', name: 'host'};
