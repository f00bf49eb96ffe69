/** What children do, each in a process of its own. */
export type JobName = 'read' | 'estimate' | 'map' | 'optIn';

/** Not killed when this program ends: these end by themselves, once their pipe is closed. */
export const endsItself: ReadonlySet<JobName> = new Set(['optIn']);

/** The mark of a child's first frame: it has started. The content is `protocol`. */
export const readyMark = 0;

/** Changed with every change of the messages: the program file may be replaced while ksmtop runs. */
export const protocol = Buffer.from('3');
