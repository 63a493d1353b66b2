/**
 * Writes the JSON Schema of `llmsim.yaml` into docs/configuration.schema.json, from the schemas that check it, and the table of
 * all settings into docs/configuration.md. It runs what is built.
 *
 *     node scripts/configuration-schema.js [--check]
 *
 * `--check` writes nothing and exits 1 when a file is not current.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { configurationJsonSchema } from '../dist/app/configuration-json-schema.js';

const START = '<!-- settings:start -->';
const END = '<!-- settings:end -->';

/**
 * @typedef {object} SchemaNode
 * @property {string} [description]
 * @property {unknown} [default]
 * @property {Record<string, SchemaNode>} [properties]
 * @property {SchemaNode | boolean} [additionalProperties]
 */

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const schema = /** @type {SchemaNode} */ (configurationJsonSchema());
keepCurrent('docs/configuration.schema.json', () => `${JSON.stringify(schema, null, 2)}\n`);
keepCurrent('docs/configuration.md', withSettings);

/**
 * @param {string} name
 * @param {(before: string) => string} make
 */
function keepCurrent(name, make) {
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const after = make(before);
  if (after === before) return;
  if (!values.check) writeFileSync(file, after);
  else {
    console.error(`${name} is not current: node scripts/configuration-schema.js`);
    process.exitCode = 1;
  }
}

/** @param {string} page */
function withSettings(page) {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`docs/configuration.md has no ${START} … ${END}`);
  const rows = Object.entries(schema.properties ?? {}).flatMap(([name, node]) => [
    `| **\`${name}\`** | | ${cell(node.description)} |`,
    ...rowsOf(node, name, true),
  ]);
  const table = ['| setting | default | |', '|---|---|---|', ...rows].join('\n');
  return `${page.slice(0, start)}${START}\n${table}\n${page.slice(end)}`;
}

/**
 * @param {SchemaNode} node
 * @param {string} path
 * @param {boolean} whole whether names of the user's own are followed
 * @returns {string[]}
 */
function rowsOf(node, path, whole) {
  const named = typeof node.additionalProperties === 'object' && whole ? node.additionalProperties : undefined;
  if (named !== undefined) return rowsOf(named, `${path}.<name>`, false);
  return Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const here = `${path}.${name}`;
    const usual = field.default === undefined ? '' : `\`${text(field.default)}\``;
    const inner = rowsOf(field, here, false);
    return [`| \`${here}\` | ${usual} | ${cell(field.description)} |`, ...inner];
  });
}

/** @param {unknown} value */
function text(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** @param {string | undefined} description */
function cell(description = '') {
  // An angle bracket would begin a tag.
  return description.replaceAll('|', '\\|').replace(/<([a-z]+)>/g, '`<$1>`');
}
