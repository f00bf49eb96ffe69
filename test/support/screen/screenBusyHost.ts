import type {Sample} from '../../../source/model/sample/sample.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const container = (name: string) => ({kind: 'lxc', id: `lxc:${name}`, name});

/** ksmd at work, and three containers that save 9, 6 and 3 MiB. */
export function busy(
  ksm: Record<string, number | string> = {},
  more: Partial<Sample> = {},
): Sample {
  const processes = ['web', 'mail', 'db'].map((name, index) => {
    const mergingPages = 768 * (3 - index);
    return processOf({
      pid: 100 + index,
      container: container(name),
      ksm: {rmapItems: mergingPages, mergingPages, zeroPages: 0, mergeable: true},
    });
  });
  const {host: _, ksm: __, ...rest} = more;
  return sampleOf({
    ksm: {pages_to_scan: 1000, pages_shared: 0, pages_sharing: 4608, full_scans: 3, ...ksm},
    processes,
    ...rest,
  });
}
