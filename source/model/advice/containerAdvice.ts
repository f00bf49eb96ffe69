import type {Model} from '../model.js';
import {type Advice, adviceFrom} from './advice.js';
import {type Evidence, gatherEvidence} from './evidence.js';
import {optInRules} from './optInRules.js';
import {preloadRules} from './preloadRules.js';
import type {Rule} from './rule.js';
import {worthRules} from './worthRules.js';

/** The rules that judge each container by itself. */
const containerRules: readonly Rule[] = [
  preloadRules.notLoaded,
  worthRules.containerLosing,
  preloadRules.notOffered,
  optInRules.lostAtRestart,
];

/** The advice for one container, the most important first. */
export function containerAdvice(model: Model, id: string): readonly Advice[] {
  const evidence = gatherEvidence(model);
  const isInside = (process: {container: {id: string}}) => process.container.id === id;
  const inside: Evidence = {
    ...evidence,
    model: {...model, containers: model.containers?.filter((row) => row.id === id) ?? []},
    requested: evidence.requested.filter(isInside),
    idle: evidence.idle.filter(isInside),
  };
  return adviceFrom(containerRules, inside);
}
