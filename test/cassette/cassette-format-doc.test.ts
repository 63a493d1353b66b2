import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bodyForms } from '../../src/cassette/body-forms/list.ts';
import { checkCanonical } from '../../src/cassette/check-canonical.ts';
import { decodeInteraction } from '../../src/cassette/decode-interaction.ts';
import { knownFields } from '../../src/cassette/file-shape.ts';
import { encodeUtf8 } from '../../src/codec/utf8.ts';

const document = readFileSync(new URL('../../docs/cassette-format.md', import.meta.url), 'utf8');

describe('docs/cassette-format.md', () => {
  it('has an example that is read, and is in canonical form', () => {
    const example = encodeUtf8(/```json\n(.*?)```/s.exec(document)?.[1] ?? '');
    const decoded = decodeInteraction(example, { file: 'example', readBlob: () => new Uint8Array(0) });
    expect(decoded.response.ends).toEqual([49, 111]);
    expect(checkCanonical(example, decoded)).toBe(true);
  });

  it('names every body form, every key of one, and every field', () => {
    const rows = document.split('\n').filter((line) => line.startsWith('| '));
    for (const { id, fields } of bodyForms) {
      const row = rows.find((line) => line.startsWith(`| \`${id}\` |`)) ?? '';
      for (const field of fields) expect(row).toContain(`\`${field}\``);
    }
    const named = rows.map((line) => line.split(' | ')[0] ?? '').join();
    for (const [object, fields] of Object.entries(knownFields)) {
      for (const field of fields) expect(named).toContain(object === 'file' ? `\`${field}` : `\`${object}.${field}\``);
    }
  });
});
