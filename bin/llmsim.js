#!/usr/bin/env node
import module from 'node:module';

// Compiled code is kept for the next start (Node 22 and later; NODE_DISABLE_COMPILE_CACHE=1 does without): node does so at the end of a
// process, and a server may be killed. It takes some milliseconds the first time, and none when all is kept already.
module.enableCompileCache?.();
setTimeout(() => module.flushCompileCache?.(), 1000).unref();
await import('../dist/bundle/main.js');
