import {beforeAll, describe, expect, test} from 'vitest';
import type {Model} from '../../source/model/model.js';
import {formats} from '../../source/output/formats.js';
import {loadWriter} from '../../source/output/loadWriter.js';
import type {ContainerFilter} from '../../source/output/writer.js';
import {kernels} from '../fixtures/kernels/kernels.js';
import type {KernelTree} from '../fixtures/kernels/kernelTree.js';
import type {TreeFiles} from '../fixtures/tree.js';
import {modelOf} from '../support/hosts/modelOf.js';

process.env.TZ = 'UTC';

const endings = {text: 'txt', json: 'jsonl', csv: 'csv', openmetrics: 'prom'} as const;

const goldenFile = (name: string, format: (typeof formats)[number]) =>
  `golden/${endings[format]}/${name}.${endings[format]}`;

const writers = {
  text: await loadWriter('text'),
  json: await loadWriter('json'),
  csv: await loadWriter('csv'),
  openmetrics: await loadWriter('openmetrics'),
};

function write(format: (typeof formats)[number], model: Model, filter?: ContainerFilter): string {
  return writers[format]({filter, top: 3, page: {}, spell: (line) => line})(model);
}

/** Kernel files of today's host at a later sample. */
function later(
  fullScans: number,
  scanned: number,
  sharing: number,
  cpuTicks: number,
  cowKsm: number,
): TreeFiles {
  const directory = 'sys/kernel/mm/ksm';
  return {
    [`${directory}/full_scans`]: `${fullScans}\n`,
    [`${directory}/pages_scanned`]: `${scanned}\n`,
    [`${directory}/pages_sharing`]: `${sharing}\n`,
    'proc/vmstat': `cow_ksm ${cowKsm}\n`,
    'proc/37/stat': `37 (ksmd) S 2 0 0 0 -1 2129984 0 0 0 0 0 ${cpuTicks} 0 0 25 5 1 0 60 0 0\n`,
  };
}

describe('the first sample', () => {
  describe.each(['kernel-6.18', 'kernel-2.6.32-openvz', 'negative-profit', 'no-ksm'])(
    '%s',
    (name) => {
      let model: Model;
      beforeAll(async () => {
        model = await modelOf(kernels[name] as KernelTree);
      });

      test.each(formats)('as %s', async (format) => {
        await expect(write(format, model)).toMatchFileSnapshot(goldenFile(name, format));
      });
    },
  );
});

describe('a later sample', () => {
  const chosen: ContainerFilter = ({kind}) => kind === 'qemu' || kind === 'docker';
  let model: Model;
  beforeAll(async () => {
    model = await modelOf(
      kernels['kernel-6.18'] as KernelTree,
      later(29, 11_080_536, 99_700, 31_430, 2210),
      later(30, 11_159_536, 99_900, 31_460, 2291),
    );
  });

  test.each(formats)('as %s', async (format) => {
    await expect(write(format, model)).toMatchFileSnapshot(goldenFile('rates', format));
  });

  test.each(formats)('narrowed to containers, as %s', async (format) => {
    await expect(write(format, model, chosen)).toMatchFileSnapshot(
      goldenFile('containers', format),
    );
  });
});
