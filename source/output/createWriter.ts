import {createCsvWriter} from './csv.js';
import type {Format} from './formats.js';
import {createJsonWriter} from './json.js';
import {createMetricsWriter} from './openmetrics.js';
import {createTextWriter, type Page} from './text.js';
import type {ContainerFilter, Writer} from './writer.js';

export type WriterOptions = {
  /** Absent: the host, and all of its containers. */
  filter: ContainerFilter | undefined;
  /** Containers that get metrics of their own. */
  top: number;
  page: Page;
  /** Rewrites a line of text for the character set of the terminal. */
  spell: (line: string) => string;
};

/** A writer that begins anew: with the headings, where the format has some. */
export function createWriter(format: Format, {filter, top, page, spell}: WriterOptions): Writer {
  switch (format) {
    case 'text':
      return createTextWriter(filter, page, spell);
    case 'json':
      return createJsonWriter(filter);
    case 'csv':
      return createCsvWriter(filter);
    case 'openmetrics':
      return createMetricsWriter(filter, top);
  }
}
