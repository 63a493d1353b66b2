/** Forms are read as the SDKs write them: texts, files, lists, objects; and what is no form is none. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formBoolean, formList, formNumber, readForm } from '../../src/dialects/openai-form.ts';
import { formRequest } from '../support/endpoint-context.ts';

const file = { filename: 'a "b"; c.png', contentType: 'image/png', bytes: Buffer.from([0, 13, 10, 45, 45, 255]) };

describe('readForm', () => {
  it('reads texts, files, lists and objects', () => {
    const request = formRequest('/v1/files', [
      ['model', 'whisper-1'],
      ['file', { ...file, filename: 'a %22b%22; c.png' }],
      ['include[]', 'one'],
      ['image', 'first'],
      ['image', 'second'],
      ['chunking_strategy[type]', 'server_vad'],
      ['chunking_strategy[threshold]', '0.5'],
      ['include[]', 'two'],
    ]);
    const { file: read, ...rest } = readForm(request) ?? {};
    expect(read).toMatchObject({ filename: file.filename, contentType: 'image/png' });
    expect(Buffer.from((read as { bytes: Uint8Array }).bytes)).toEqual(file.bytes);
    expect(rest).toEqual({
      model: 'whisper-1',
      include: ['one', 'two'],
      image: ['first', 'second'],
      chunking_strategy: { type: 'server_vad', threshold: '0.5' },
    });
  });

  it('reads what the platform itself writes', async () => {
    const form = new FormData();
    form.append('prompt', 'ein rotes Boot ⛵');
    form.append('file', new Blob([file.bytes], { type: 'audio/wav' }), 'Gespräch "1".wav');
    const { headers, body } = new Request('http://localhost', { method: 'POST', body: form });
    const bytes = Buffer.from(await new Response(body).arrayBuffer());
    expect(readForm({ headers: [...headers], body: bytes })).toMatchObject({
      prompt: 'ein rotes Boot ⛵',
      file: { filename: 'Gespräch "1".wav', contentType: 'audio/wav' },
    });
  });

  it('gives back any texts and files', () => {
    const name = fc.stringMatching(/^[a-z_]{1,20}$/);
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), fc.uint8Array(), (texts, bytes) => {
        const fields = Object.entries(texts).filter(([one]) => one !== 'the_file');
        const form = readForm(formRequest('/v1/files', [...fields, ['the_file', { ...file, filename: 'x', bytes }]]));
        for (const [one, text] of fields) expect(form?.[one]).toBe(text);
        expect(form?.['the_file']).toEqual({ filename: 'x', contentType: 'image/png', bytes: Buffer.from(bytes) });
      }),
    );
  });

  it('never throws, and takes nothing else for a form', () => {
    const { headers } = formRequest('/v1/files', []);
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        expect(readForm({ headers, body })).toBeUndefined();
      }),
    );
    const good = formRequest('/v1/files', [['model', 'x']]);
    expect(readForm({ ...good, headers: [['content-type', 'application/json']] })).toBeUndefined();
  });

  it('is not misled by a file name that looks like a header', () => {
    const form = readForm(formRequest('/v1/files', [['file', { ...file, filename: 'x; name=model' }]]));
    expect(form).toEqual({ file: { ...file, filename: 'x; name=model' } });
  });

  it('keeps a field with the name of a prototype a field', () => {
    const form = readForm(formRequest('/v1/files', [['__proto__', 'x']]));
    expect(Object.keys(form ?? {})).toEqual(['__proto__']);
  });
});

describe('fields of a form', () => {
  it.each([
    [formNumber(z.number()), '0.5', 0.5],
    [formNumber(z.number()), 2, 2],
    [formNumber(z.int()), '-3', -3],
    [formBoolean, 'true', true],
    [formBoolean, 'False', false],
    [formBoolean, true, true],
    [formList(z.array(z.string())), 'one', ['one']],
    [formList(z.array(z.string())), ['one', 'two'], ['one', 'two']],
  ])('%# reads %j as %j', (schema, text, value) => {
    expect(schema.parse(text)).toEqual(value);
  });

  it.each([
    [formNumber(z.number()), ''],
    [formNumber(z.number()), '1e999'],
    [formNumber(z.int()), '1.5'],
    [formBoolean, 'yes'],
  ])('%# refuses %j', (schema, text) => {
    expect(schema.safeParse(text).success).toBe(false);
  });
});
