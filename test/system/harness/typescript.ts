import {fileURLToPath} from 'node:url';
import {type Program, program} from './program.js';

/** This directory, for the imports of a script. */
export const harness = fileURLToPath(new URL('.', import.meta.url));

/** Node reads types by itself, yet looks for the `.js` that our imports name. */
const hook = `import {registerHooks} from 'node:module';
registerHooks({
  resolve: (name, context, next) =>
    next(name.startsWith('.') ? name.replace(/js$/, 'ts') : name, context),
});`;

/** A piece of the harness in a process of its own, which can be killed. */
export const typescript = (script: string): Program =>
  program(
    process.execPath,
    '--import',
    `data:text/javascript,${encodeURIComponent(hook)}`,
    '--input-type=module',
    '--eval',
    script,
  );
