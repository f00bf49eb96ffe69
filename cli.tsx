#!/usr/bin/env node
import {cacheCompiledCode} from './source/cli/compileCache.js';

cacheCompiledCode();
const {main} = await import('./source/cli/main.js');
await main(process.argv.slice(2));
