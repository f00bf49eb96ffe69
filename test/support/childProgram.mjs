// The program that tests of the sources start as a child: the sources themselves, without a build.
import {registerHooks} from 'node:module';

// Node runs TypeScript, but does not find the `.js` that the imports name. Packages are JavaScript.
registerHooks({
  resolve: (name, context, next) => {
    const isOurs = name.startsWith('.') && !context.parentURL?.includes('/node_modules/');
    return next(isOurs ? name.replace(/\.js$/, '.ts') : name, context);
  },
});

const {runChild} = await import('../../source/host/child/runChild.js');
await runChild(process.argv[3]);
