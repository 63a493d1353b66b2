/**
 * Writes the starter cassettes that test/support/starter describes into cassettes/, and removes what no longer belongs there.
 *
 *     node scripts/write-starter-cassettes.js
 *
 * Vite runs the TypeScript, because Node 20 cannot. The same bytes come out of every run; a test compares.
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'cassettes');

const { module } = await runnerImport(join(root, 'test', 'support', 'starter', 'starter-cassettes.ts'), {
  configFile: false,
  root,
  logLevel: 'error',
});
const files = module.starterFiles();

let written = 0;
for (const [path, bytes] of files) {
  const file = join(target, path);
  if (contentOf(file)?.equals(bytes)) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  written += 1;
}

let removed = 0;
for (const cassette of Object.keys(module.starterCassettes)) {
  for (const entry of readdirSync(join(target, cassette), { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || files.has(relative(target, file).split(sep).join('/'))) continue;
    rmSync(file);
    removed += 1;
  }
}
console.log(`cassettes/: ${files.size} files, ${written} written, ${removed} removed`);

function contentOf(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
