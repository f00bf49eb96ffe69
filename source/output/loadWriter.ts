import type {Format} from './formats.js';
import type {Page} from './text.js';
import type {ContainerFilter, Writer} from './writer.js';

export type WriterOptions = {
  /** Absent: the host, and all of its containers. */
  filter: ContainerFilter | undefined;
  /** Containers that get metrics of their own. */
  top: number;
  page: Page;
  /** Rewrites a line for the character set of the terminal. */
  spell: (line: string) => string;
};

/** Creates a writer, which begins with headings where the format has any. */
export type CreateWriter = (options: WriterOptions) => Writer;

/** Loads only the writer of this format. */
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
