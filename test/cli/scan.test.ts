/** `llmsim scan` as a user runs it. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cassetteShapes } from '../scan/cassette-shapes.ts';
import { plantedSecrets } from '../scan/planted-secrets.ts';
import { PROJECT_ROOT, runCli } from '../support/run-cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const [secret] = plantedSecrets;
const text = secret?.text ?? '';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('llmsim scan', () => {
  it('prints file, line, kind and masked value, and ends with 1', async () => {
    const cwd = folderWith({ 'a/b.yaml': `x: 1\nkey: ${text}\n`, 'c.json': '{}' });
    const { code, stdout, stderr } = await runCli(['scan'], { cwd });
    expect(stdout).toBe(
      `${join('a', 'b.yaml')}:2  openai-key  ${text.slice(0, 4)}… (${text.length} characters)  (key-shape)\n`,
    );
    expect(stderr).toBe('1 finding in 2 files.\n');
    expect(code).toBe(1);
  });

  it('prints a JSON array with --json', async () => {
    const cwd = folderWith({ 'b.jsonl': `{"a":1}\n{"key":"${text}"}\n` });
    const { code, stdout } = await runCli(['scan', '--json', 'b.jsonl'], { cwd });
    expect(JSON.parse(stdout)).toEqual([
      {
        file: 'b.jsonl',
        line: 2,
        kind: 'openai-key',
        rule: 'key-shape',
        place: '2:9',
        masked: `${text.slice(0, 4)}… (${text.length} characters)`,
      },
    ]);
    expect(code).toBe(1);
  });

  it('never prints a value, whatever the cassette', async () => {
    const files = cassetteShapes.flatMap(([name, write]) =>
      plantedSecrets.map((each, i) => [`${i}/${name}`, write('Hello?', `Use ${each.text} now.`)] as const),
    );
    const cwd = folderWith(Object.fromEntries(files));
    const { code, stdout, stderr } = await runCli(['scan', '.'], { cwd });
    for (const { random } of plantedSecrets) expect(stdout + stderr).not.toContain(random.slice(4, 12));
    for (const [name] of files) expect(stdout).toContain(join(name));
    expect(code).toBe(1);
  });

  it('ends with 0 on what is clean, an empty array with --json', async () => {
    const cwd = folderWith({ 'a.json': '{"key":"[redacted:openai-key]"}' });
    expect(await runCli(['scan'], { cwd })).toMatchObject({ code: 0, stdout: '', stderr: '0 findings in 1 file.\n' });
    expect(await runCli(['scan', '--json'], { cwd })).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  it('finds nothing in the cassettes of this project', async () => {
    const { code, stdout } = await runCli(['scan', join(PROJECT_ROOT, 'cassettes')]);
    expect([stdout, code]).toEqual(['', 0]);
  });

  it('ends with 2 when a path does not exist, and says which', async () => {
    const { code, stderr } = await runCli(['scan', 'missing.yaml'], { cwd: tempFolder() });
    expect(stderr).toContain('missing.yaml');
    expect(code).toBe(2);
  });
});
