/**
 * Prints the tree of src/, made from the first sentence of each file, into docs/architecture.md between two markers.
 *
 *     node scripts/map.js [--check] [--root <project>]
 *
 * `--check` writes nothing and exits 1 when the document is not current.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const START = '<!-- map:start -->';
const END = '<!-- map:end -->';

/** Ring by ring, as imports go; what is not here follows in alphabetical order. */
const FOLDERS = [
  ...[
    'core',
    'codec',
    'redaction',
    'scan',
    'dialects',
    'catalogue',
    'tokenizer',
    'generators',
    'latency',
    'faults',
    'rules',
  ],
  ...['upstream', 'cassette', 'access', 'telemetry', 'pipeline', 'server', 'app', 'cli'],
];

const { values } = parseArgs({ options: { check: { type: 'boolean' }, root: { type: 'string' } } });
const root = values.root ?? fileURLToPath(new URL('..', import.meta.url));
const document = join(root, 'docs', 'architecture.md');

try {
  update();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function update() {
  const before = readFileSync(document, 'utf8');
  const after = withMap(before, ['src/', ...treeOf(join(root, 'src'), '  ', FOLDERS)]);
  if (after === before) return;
  if (values.check) throw new Error('The map in docs/architecture.md is not current: npm run map.');
  writeFileSync(document, after);
}

/**
 * @param {string} text
 * @param {readonly string[]} lines
 */
function withMap(text, lines) {
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start < 0 || end < start) throw new Error(`docs/architecture.md has no ${START} … ${END}.`);
  return [text.slice(0, start + START.length), '```text', ...lines, '```', text.slice(end)].join('\n');
}

/**
 * The lines of one folder: its files, then its folders.
 * @param {string} folder
 * @param {string} indent
 * @param {readonly string[]} order
 * @returns {string[]}
 */
function treeOf(folder, indent, order) {
  if (!existsSync(folder)) throw new Error(`${folder} does not exist.`);
  const entries = readdirSync(folder, { withFileTypes: true });
  const rank = (/** @type {string} */ name) => (order.includes(name) ? order.indexOf(name) : order.length);
  const byOrder = (/** @type {string} */ a, /** @type {string} */ b) => rank(a) - rank(b) || (a < b ? -1 : 1);
  const names = (/** @type {boolean} */ folders) =>
    entries.filter((entry) => entry.isDirectory() === folders).map((entry) => entry.name);
  const files = names(false)
    .filter((name) => name.endsWith('.ts'))
    .sort(byOrder);
  const width = Math.max(0, ...files.map((name) => name.length));
  return [
    ...files.map((name) => `${indent}${name.padEnd(width)}  ${firstSentence(join(folder, name))}`),
    ...names(true)
      .sort(byOrder)
      .map((name) => [name, treeOf(join(folder, name), `${indent}  `, [])])
      .filter(([, lines]) => lines.length > 0)
      .flatMap(([name, lines]) => [`${indent}${name}/`, ...lines]),
  ];
}

/** @param {string} path */
function firstSentence(path) {
  const block = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
  const text = block
    .replace(/^[ \t]*\*[ \t]?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (text === '') throw new Error(`${path} does not open with a sentence in a /** … */ block.`);
  return /^.*?[.!?](?=\s+[A-Z`]|$)/.exec(text)?.[0] ?? text;
}
