import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBody, promptTokens } from '../../../src/access/limits/prompt-size.ts';

describe('the size of a request', () => {
  it('is estimated from all its texts', () => {
    const words = 'word '.repeat(400).trim();
    const tokens = promptTokens({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: [{ type: 'text', text: words }] }],
    });
    expect(tokens).toBeGreaterThan(450);
    expect(tokens).toBeLessThan(550);
  });

  it('does not take pictures and files for words', () => {
    const base64 = 'iVBORw0KGgo'.repeat(10_000);
    expect(promptTokens({ a: `data:image/png;base64,${base64}`, b: base64 })).toBeLessThan(200);
  });

  it('is nothing of what is no JSON object', () => {
    for (const text of ['', 'no', '[1]', '"{"', '{broken', '--boundary\r\n{}'])
      expect(jsonBody(Buffer.from(text))).toBeUndefined();
    expect(jsonBody(Buffer.from(' {"a":1}'))).toEqual({ a: 1 });
  });

  it('is found however deep the request nests', () => {
    expect(promptTokens({ a: JSON.parse(`${'['.repeat(5_000)}"text"${']'.repeat(5_000)}`) })).toBeGreaterThan(0);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const body = jsonBody(Buffer.from(text));
        if (body !== undefined) expect(promptTokens(body)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
