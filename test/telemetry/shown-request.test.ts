import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { ShownRequest } from '../../src/telemetry/shown-request.ts';
import { exchangeOf } from './answers.ts';

const key = 'Zk3v9QmX2LrT8wYb7NcP4aHdEf6G';

describe('what is shown of a request', () => {
  it('is the target without the values of credentials', () => {
    const shown = new ShownRequest(createRedactor());
    const { request } = exchangeOf([], `/v1beta/models/gemini-2.0-flash:generateContent?key=${key}`);
    const target = shown.target(request);
    expect(target).toMatch(/^\/v1beta\/models\/gemini-2\.0-flash:generateContent\?key=/);
    expect(target).not.toContain(key);
    expect(shown.target(request)).toBe(target);
  });

  it.each([
    ['a bearer token', 'authorization', `Bearer ${key}`],
    ['a key of its own header', 'x-api-key', key],
    ['a password', 'authorization', `Basic ${Buffer.from(`me:${key}`).toString('base64')}`],
    ['a cookie', 'cookie', `a=1; session=${key}`],
  ])(
    'hides %s that stands in the target, also when another client was shown the same target before',
    (_what, name, value) => {
      const shown = new ShownRequest(createRedactor());
      const target = `/v1/files/${key}`;
      shown.target(exchangeOf([], target).request);
      expect(shown.target(exchangeOf([[name, value]], target).request)).not.toContain(key);
    },
  );

  it('is kept for a path of plain words', () => {
    let begun = 0;
    const redactor = createRedactor();
    const shown = new ShownRequest({
      ...redactor,
      begin(request) {
        begun += 1;
        return redactor.begin(request);
      },
    });
    for (let i = 0; i < 3; i += 1) shown.target(exchangeOf([['cookie', `a=${i}`]]).request);
    expect(begun).toBe(1);
  });

  it('is kept for no more than 1000 targets', () => {
    let begun = 0;
    const redactor = createRedactor();
    const shown = new ShownRequest({
      ...redactor,
      begin(request) {
        begun += 1;
        return redactor.begin(request);
      },
    });
    for (let i = 0; i <= 1000; i += 1) shown.target(exchangeOf([], `/v1/${i}`).request);
    shown.target(exchangeOf([], '/v1/0').request);
    expect(begun).toBe(1002);
  });
});
