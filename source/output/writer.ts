import type {ContainerRow} from '../model/derive/containers.js';
import type {Model} from '../model/model.js';

/** Writes one sample after the other in one format; each text ends with a whole line. */
export type Writer = (model: Model) => string;

/** Chooses the containers that are written; absent: all of them. */
export type ContainerFilter = (row: ContainerRow) => boolean;
