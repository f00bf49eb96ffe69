// The program that unit tests start as a child: the sources themselves, which `childOnce.ts` bundles.
import {registerHooks} from 'node:module';
import {runChild} from '../../source/host/child/runChild.js';

const [, , , job] = process.argv;

registerHooks({
  resolve: (name, context, next) => {
    // Only a program that is killed needs it there, and each start would load it.
    if (name === 'koffi' && job === 'read') throw new Error('not in unit tests');
    return next(name, context);
  },
});

await runChild(job);
