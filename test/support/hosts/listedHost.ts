import type {Sample} from '../../../source/model/sample/sample.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

/** Containers by name and merged pages; undefined: its processes cannot be read. */
export function hostOf(merged: Readonly<Record<string, number | undefined>>): Sample {
  const processes = Object.entries(merged).map(([name, mergingPages], index) =>
    processOf({
      pid: 100 + index,
      container: {kind: 'lxc', id: `lxc:${name}`, name},
      readable: mergingPages !== undefined,
      ksm: mergingPages === undefined ? undefined : {rmapItems: mergingPages, mergingPages},
    }),
  );
  const sharing = Object.values(merged).reduce((sum: number, pages) => sum + (pages ?? 0), 0);
  return sampleOf({ksm: {pages_sharing: sharing, full_scans: 9}, processes});
}
