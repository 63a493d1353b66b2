/** Every planted secret is found in the cassette files of every tool, and none is shown. */

import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FileFinding, type FileReport, scanFiles } from '../../src/scan/scan-files.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { cassetteShapes } from './cassette-shapes.ts';
import { plantedSecrets, privateKey, randomText } from './planted-secrets.ts';

async function reportsOf(...paths: string[]): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  for await (const report of scanFiles(paths)) reports.push(report);
  return reports;
}

async function findingsIn(name: string, content: string | Uint8Array): Promise<readonly FileFinding[]> {
  const file = join(tempFolder(), name);
  writeFileSync(file, content);
  return (await reportsOf(file)).flatMap((report) => (report.kind === 'scanned' ? report.findings : []));
}

describe.each(cassetteShapes)('%s', (name, write) => {
  it.each([
    ['prompt', (text: string) => write(`Please use ${text} for this.`, 'I will.')],
    ['reply', (text: string) => write('Hello?', `You may use ${text} for this.`)],
  ])('gives away each kind of secret in the %s, and the findings do not show it', async (_, writeWith) => {
    const missed: string[] = [];
    for (const { kind, text, random } of plantedSecrets) {
      const findings = await findingsIn(name, writeWith(text));
      if (!findings.some((finding) => finding.kind === kind)) missed.push(kind);
      expect(JSON.stringify(findings)).not.toContain(random.slice(4, 12));
    }
    expect(missed).toEqual([]);
  });

  it('gives away a private key', async () => {
    const findings = await findingsIn(name, write('Hello?', `Here:\n${privateKey()}`));
    expect(findings.map(({ kind }) => kind)).toContain('private-key');
  });

  it('is clean without', async () => {
    expect(
      await findingsIn(name, write('Please use sk-... or $OPENAI_API_KEY for this.', 'Set api_key="your-key-here".')),
    ).toEqual([]);
  });
});

describe('the place of a finding', () => {
  const [secret] = plantedSecrets;
  const text = secret?.text ?? '';

  it('is the line of the string that hides it', async () => {
    const coded = Buffer.from(`{"content":"${text}"}`).toString('base64');
    expect(await findingsIn('a.yaml', `a: 1\nb:\n  c: nothing\n  d: ${coded}\n`)).toMatchObject([
      { line: 4, place: '/b/d' },
    ]);
    expect(await findingsIn('a.json', `{\n "a": 1,\n "b": {\n  "d": "${coded}"\n }\n}`)).toMatchObject([
      { line: 4, place: '/b/d' },
    ]);
    expect(await findingsIn('a.jsonl', `{"a":1}\n{"a":2}\n{"d":"${coded}"}\n`)).toMatchObject([
      { line: 3, place: '/2/d' },
    ]);
  });

  it('is line and column in plain text', async () => {
    expect(await findingsIn('a.txt', `first\nuse ${text}\n`)).toMatchObject([{ line: 2, place: '2:5' }]);
  });

  it('does not repeat a key of an object that is a secret', async () => {
    const findings = await findingsIn('a.json', JSON.stringify({ [text]: { password: randomText(40, 'base62', 7) } }));
    expect(findings.map(({ kind }) => kind)).toEqual(['openai-key', 'password']);
    expect(JSON.stringify(findings)).not.toContain(text.slice(9, 17));
  });
});

describe('the files', () => {
  const text = plantedSecrets[0]?.text ?? '';

  it('are searched in folders, but not in node_modules, .git or behind links', async () => {
    const folder = tempFolder();
    const outside = tempFolder();
    for (const inner of ['b/c', 'node_modules/x', '.git']) mkdirSync(join(folder, inner), { recursive: true });
    for (const file of ['a.json', 'b/c/d.yaml', 'node_modules/x/e.json', '.git/f'])
      writeFileSync(join(folder, file), text);
    writeFileSync(join(outside, 'g.json'), text);
    symlinkSync(outside, join(folder, 'link'));
    symlinkSync(join(outside, 'g.json'), join(folder, 'link.json'));
    expect((await reportsOf(folder)).map(({ file }) => file)).toEqual([
      join(folder, 'a.json'),
      join(folder, 'b', 'c', 'd.yaml'),
    ]);
  });

  it('may be compressed', async () => {
    expect(await findingsIn('a.json.gz', gzipSync(JSON.stringify({ text })))).toHaveLength(1);
  });

  it('are named when they are binary or too large to be searched', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'image.png'), Buffer.from('89504e470d0a1a0a0000000d49484452ff', 'hex'));
    writeFileSync(join(folder, 'large.json'), '');
    truncateSync(join(folder, 'large.json'), 100 * 1024 * 1024 + 1);
    expect(await reportsOf(folder)).toEqual([
      { kind: 'skipped', file: join(folder, 'image.png'), reason: 'binary' },
      { kind: 'skipped', file: join(folder, 'large.json'), reason: 'larger than 100 MB' },
    ]);
  });

  it('must exist', async () => {
    await expect(reportsOf(join(tempFolder(), 'missing'))).rejects.toMatchObject({ code: 'usage' });
  });

  it('are searched as text where they are broken', async () => {
    expect(await findingsIn('a.json', `{"a": "${text}`)).toHaveLength(1);
    expect(await findingsIn('a.yaml', `a: [\n  "${text}\n  : : {`)).toHaveLength(1);
  });
});
