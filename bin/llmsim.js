#!/usr/bin/env node
import module from 'node:module';

// Compiled code is kept for the next start (Node 22 and later; NODE_DISABLE_COMPILE_CACHE=1 does without).
module.enableCompileCache?.();
await import('../dist/bundle/main.js');
