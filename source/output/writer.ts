import type {ContainerRow} from '../model/derive/containers.js';
import type {Model} from '../model/model.js';

/** Formats the next sample; each text ends with a complete line. */
export type Writer = (model: Model) => string;

/** Selects the containers to write; absent: all of them. */
export type ContainerFilter = (row: ContainerRow) => boolean;
