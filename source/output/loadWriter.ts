import type {Format} from './formats.js';
import type {Page} from './text.js';
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

/** Makes a writer that begins anew: with the headings, where the format has some. */
export type CreateWriter = (options: WriterOptions) => Writer;

/** Loads what writes a format: what the others need is none of its business. */
export async function loadWriter(format: Format): Promise<CreateWriter> {
  switch (format) {
    case 'text': {
      const {createTextWriter} = await import('./text.js');
      return ({filter, page, spell}) => createTextWriter(filter, page, spell);
    }
    case 'json': {
      const {createJsonWriter} = await import('./json.js');
      return ({filter}) => createJsonWriter(filter);
    }
    case 'csv': {
      const {createCsvWriter} = await import('./csv.js');
      return ({filter}) => createCsvWriter(filter);
    }
    case 'openmetrics': {
      const {createMetricsWriter} = await import('./openmetrics.js');
      return ({filter, top}) => createMetricsWriter(filter, top);
    }
  }
}
