import { describe, expect, it } from 'vitest';
import { keepJson, takeJson } from '../../src/redaction/kept-json.ts';

describe('the JSON that redaction has read', () => {
  const [body, other] = [Buffer.from('{"a":1}'), Buffer.from('{"a":1}')];

  it('is given once, and only for the very bytes that were read', () => {
    const value = { a: 1 };
    keepJson(body, value);
    expect(takeJson(other)).toBeUndefined();
    expect(takeJson(body)).toBe(value);
    expect(takeJson(body)).toBeUndefined();
  });

  it('is the last one only', () => {
    keepJson(body, { a: 1 });
    keepJson(other, { a: 2 });
    expect(takeJson(body)).toBeUndefined();
    expect(takeJson(other)).toEqual({ a: 2 });
  });
});
