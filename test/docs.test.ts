/** The guides say what is true: their configuration is accepted, their tables are the product's, their commands exist. */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyVariables, sdkVariables } from '../src/app/sdk-environment.ts';
import { builtInNormalisers } from '../src/cassette/match/normalisers/list.ts';
import { builtIn } from '../src/dialects/list.ts';
import { builtInGenerators } from '../src/generators/list.ts';
import { configurationOf } from './support/checked-configurations.ts';
import { PROJECT_ROOT, runCli } from './support/run-cli.ts';

const pages = ['README.md', 'CONTRIBUTING.md', ...markdownIn('docs'), ...markdownIn('examples')];

function markdownIn(folder: string): string[] {
  return readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => join(folder, name));
}

function read(page: string): string {
  return readFileSync(join(PROJECT_ROOT, page), 'utf8');
}

describe('the documentation', () => {
  it.each(pages)('%s links only to files that are there', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? '');
    const missing = links.filter((link) => !existsSync(join(PROJECT_ROOT, dirname(page), link)));
    expect(missing.map((link) => `${relative('.', page)}: ${link}`)).toEqual([]);
  });

  it('shows a configuration that is accepted', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(read('docs/configuration.md')) ?? [];
    const configuration = configurationOf(yaml);
    expect(configuration.match('any')).toMatchObject({ system: 'exact', tools: 'names' });
    expect(configuration.match('checkout')).toMatchObject({ system: 'ignore', tools: 'names' });
  });

  it('shows how answers are invented, with every generator', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(read('docs/synthesis.md')) ?? [];
    const configuration = configurationOf(yaml);
    expect(configuration.synthesis.models).toMatchObject({ 'our-model': { contextWindow: 8_192 } });
    for (const { id, explanation } of builtInGenerators) {
      expect(read('docs/synthesis.md')).toContain(`| \`${id}\` | ${explanation} |`);
    }
  });

  it('has the matrix of endpoints that the code makes; else: npm run api-matrix', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/api-matrix.js', '--check'], {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('names every normaliser and every dialect', () => {
    for (const { name } of builtInNormalisers) expect(read('docs/configuration.md')).toContain(`| \`${name}\` |`);
    for (const { id } of builtIn) expect(read('docs/matching.md')).toMatch(new RegExp(`^\\| \`${id}\``, 'm'));
  });

  it('names for each dialect the headers that count', () => {
    for (const { id, canonical } of builtIn) {
      const row = new RegExp(`^\\| \`${id}\`.*$`, 'm').exec(read('docs/matching.md'))?.[0] ?? '';
      for (const header of canonical.headers) {
        if (header.startsWith('x-amzn-bedrock-') || header.startsWith('x-goog-upload-')) continue;
        expect(row).toContain(`\`${header}\``);
      }
    }
  });

  it('lists the variables that llmsim run sets', () => {
    const rows = sdkVariables.map(({ name, path, readBy }) => `| \`${name}\` | \`$LLMSIM_URL${path}\` | ${readBy} |`);
    expect(read('docs/run.md')).toContain(rows.join('\n'));
    for (const { name } of keyVariables) expect(read('docs/run.md')).toContain(`\`${name}\``);
  });

  it('uses only commands and options that exist', async () => {
    const used = pages.flatMap((page) =>
      [...read(page).matchAll(/(?:^ {4}|`|npx )llmsim ([a-z][^`\n]*)/gm)].map(
        (match) => (match[1] ?? '').split(' -- ')[0] ?? '',
      ),
    );
    const help = new Map<string, string>();
    const groups = new Set(['cassette', 'config', 'rules', 'keys', 'profile']);
    for (const line of new Set(used)) {
      const words = line.split(/\s+/);
      const command = groups.has(words[0] ?? '') ? words.slice(0, 2) : words.slice(0, 1);
      const name = command.join(' ');
      if (groups.has(name)) continue;
      let text = help.get(name);
      if (text === undefined) {
        const { code, stdout } = await runCli([...command, '--help']);
        expect([name, code]).toEqual([name, 0]);
        text = stdout;
        help.set(name, text);
      }
      for (const [option] of line.matchAll(/--[a-z][a-z-]*/g))
        expect([name, text.includes(option), option]).toEqual([name, true, option]);
    }
    expect([...help.keys()]).toEqual(expect.arrayContaining(['run', 'record', 'replay', 'cassette rekey']));
  }, 60_000);
});
