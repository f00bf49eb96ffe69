import {type Chosen, offerOf} from './examineProcess.js';
import type {Notes} from './notes.js';
import type {TargetFiles} from './targetFiles.js';
import {ways} from './ways.js';

/** Of a process that was opted out: what it started before, and still offers what it inherited. */
export function findHeirs(files: TargetFiles, notes: Notes, {task, way}: Chosen) {
  return descendantsOf(files, task.pid).flatMap((pid) => {
    const stat = files.stat(pid);
    const status = files.status(pid);
    if (!stat || !status) return [];
    const isHeir = () => {
      const offer = offerOf(files, notes, {pid, stat, status}, task.registerDirectory);
      return ways[way].plan('out', offer).calls.length > 0;
    };
    // The rest takes several files.
    const mergeAny = way === 'prctl' ? files.ksm(pid)?.mergeAny : undefined;
    return (mergeAny ?? isHeir()) ? {pid, startTicks: stat.startTicks} : [];
  });
}

function descendantsOf(files: TargetFiles, pid: number): readonly number[] {
  return files.children(pid).flatMap((child) => [child, ...descendantsOf(files, child)]);
}
