/**
 * Writes docs/api-matrix.md from the dialects' own lists of endpoints.
 *
 *     npm run build && node scripts/api-matrix.js [--check]
 *
 * `--check` writes nothing and exits 1 when the document is not current.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { builtIn } from '../dist/dialects/list.js';

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const document = new URL('../docs/api-matrix.md', import.meta.url);

const sections = [];
for (const dialect of builtIn) {
  const endpoints = await dialect.endpoints();
  const rows = endpoints.map(
    ({ method, path, streams }) =>
      `| \`${method} ${path}\` | yes | yes | ${streams ? 'yes' : ''} | ${method === 'GET' || method === 'DELETE' ? '' : 'yes'} |`,
  );
  const table = [
    '| endpoint | recorded | synthesised | streamed | request validated |',
    '|---|---|---|---|---|',
    ...rows,
  ];
  const nothing = 'Recorded and replayed; a miss cannot be synthesised, and says so.';
  sections.push(`## ${dialect.id}\n\n${rows.length === 0 ? nothing : table.join('\n')}\n`);
}

const text = `# API matrix

Endpoint by endpoint what llmsim does; made from the code by \`scripts/api-matrix.js\`, and a test keeps it current. **Any**
endpoint of any provider is recorded and replayed; these are also answered without a recording ([synthesis.md](synthesis.md)). Paths
stand behind the API's base: \`/v1\`, \`/openai/v1\`, \`/openai/deployments/<name>\`, \`/v1beta\` and the like.

Azure OpenAI, Groq, Mistral, DeepSeek, OpenRouter, Together, Fireworks, xAI, vLLM and llama.cpp speak OpenAI's dialects.

${sections.join('\n')}`;

if (values.check) {
  if (readFileSync(document, 'utf8') !== text) {
    console.error('docs/api-matrix.md is not current: npm run api-matrix.');
    process.exitCode = 1;
  }
} else {
  writeFileSync(document, text);
}
