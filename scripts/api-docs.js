/**
 * Writes docs/api.md, the library's public names with their docstrings, from the declarations in dist.
 *
 *     npm run build && node scripts/api-docs.js [--check]
 *
 * `--check` writes nothing and exits 1 when the document is not current, or when a public name has no docstring.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { declarationOf, exportsOf } from './api-docs/declarations.js';

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const document = new URL('../docs/api.md', import.meta.url);
const dist = new URL('../dist/', import.meta.url);

const found = exportsOf(readFileSync(new URL('index.d.ts', dist), 'utf8')).map(({ name, module }) => ({
  name,
  ...declarationOf(readFileSync(new URL(module, dist), 'utf8'), name, module),
}));
const bare = found.filter(({ doc }) => doc === '').map(({ name }) => name);
if (bare.length > 0) {
  console.error(`These public names have no docstring: ${bare.join(', ')}.`);
  process.exitCode = 1;
}

const isType = ({ code }) => /^(?:interface|type)\b/.test(code);
const section = (title, some) => [`## ${title}`, ...[...some].sort((a, b) => (a.name < b.name ? -1 : 1)).map(entry)];
const entry = ({ name, doc, code }) => `### ${name}\n\n${doc}\n\n\`\`\`ts\n${code}\n\`\`\``;

const text = `${[
  `# The library

Made from the docstrings by \`scripts/api-docs.js\`, and a test keeps it current. All names come from the package itself; what is
not here is not public and may change.

\`\`\`ts
import { startSimulator } from 'llmsim';

const simulator = await startSimulator({ mode: 'none', paths: ['cassettes'], port: 0 });
try {
  // Point your SDK at \`\${simulator.url}/v1\` and run your tests.
} finally {
  await simulator.close();
}
\`\`\``,
  ...section(
    'Functions and values',
    found.filter((one) => !isType(one)),
  ),
  ...section('Types', found.filter(isType)),
].join('\n\n')}\n`;

if (!values.check) {
  writeFileSync(document, text);
} else if (current() !== text) {
  console.error('docs/api.md is not current: npm run build && node scripts/api-docs.js.');
  process.exitCode = 1;
}

function current() {
  try {
    return readFileSync(document, 'utf8');
  } catch {
    return '';
  }
}
