// The program that tests of the sources start as a child: the sources themselves, without a build.
import {enableCompileCache, flushCompileCache, registerHooks} from 'node:module';
import {join} from 'node:path';

// A run starts hundreds of children, each of which would compile the same sources.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/test-children'));

const [, , , job] = process.argv;

// Node runs TypeScript, but does not find the `.js` that the imports name. Packages are JavaScript.
registerHooks({
  resolve: (name, context, next) => {
    // Only a program that is killed needs it there, and each start would load it.
    if (name === 'koffi' && job === 'read') throw new Error('not in unit tests');
    const isOurs = name.startsWith('.') && !context.parentURL?.includes('/node_modules/');
    return next(isOurs ? name.replace(/\.js$/, '.ts') : name, context);
  },
});

const {runChild} = await import('../../source/host/child/runChild.js');
// What most children do. They are killed, too late for what they have compiled to be kept.
await import('../../source/host/io/readJob.js');
flushCompileCache();
await runChild(job);
