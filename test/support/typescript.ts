import {fileURLToPath} from 'node:url';
import {type Program, program} from './program.js';

/** The directory of the project, for the imports of a script. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** Node runs TypeScript, but does not find the `.js` that the imports name. */
const hook = `import {registerHooks} from 'node:module';
registerHooks({
  resolve: (name, context, next) =>
    next(name.startsWith('.') ? name.replace(/js$/, 'ts') : name, context),
});`;

/** Modules of the project in a process of their own, which can be killed. */
export const typescript = (script: string): Program =>
  program(
    process.execPath,
    '--import',
    `data:text/javascript,${encodeURIComponent(hook)}`,
    '--input-type=module',
    '--eval',
    script,
  );
