import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type HeaderList,
  headerOf,
  headersFromFlat,
  headersOf,
  headersToFlat,
  mediaType,
  withoutHeaders,
} from '../../src/core/headers.ts';

const headers: HeaderList = [
  ['Content-Type', 'application/json'],
  ['Set-Cookie', 'a'],
  ['set-cookie', 'b'],
  ['X-Empty', ''],
];

describe('a header list', () => {
  it('gives the first value of a name in any case', () => {
    expect(headerOf(headers, 'content-type')).toBe('application/json');
    expect(headerOf(headers, 'SET-COOKIE')).toBe('a');
    expect(headerOf(headers, 'x-empty')).toBe('');
    expect(headerOf(headers, 'cookie')).toBeUndefined();
    expect(headerOf([], 'a')).toBeUndefined();
  });

  it('gives all values of a name in order', () => {
    expect(headersOf(headers, 'Set-Cookie')).toEqual(['a', 'b']);
    expect(headersOf(headers, 'x-other')).toEqual([]);
  });

  it('leaves out names in any case and keeps the others in order', () => {
    expect(withoutHeaders(headers, new Set(['set-cookie', 'x-empty']))).toEqual([['Content-Type', 'application/json']]);
  });

  it('goes to the flat form and back', () => {
    expect(headersToFlat(headers.slice(0, 2))).toEqual(['Content-Type', 'application/json', 'Set-Cookie', 'a']);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (list) => {
        expect(headersFromFlat(headersToFlat(list))).toEqual(list);
      }),
    );
  });

  it('has no header of a flat form’s odd end', () => {
    expect(headersFromFlat(['a', '1', 'b'])).toEqual([['a', '1']]);
  });
});

describe('the media type', () => {
  it.each([
    ['application/json', 'application/json'],
    [' Application/JSON ; charset=utf-8', 'application/json'],
    ['text/event-stream;charset=utf-8;x=1', 'text/event-stream'],
    ['', ''],
    [undefined, ''],
    [';', ''],
  ])('of %o is %o', (value, expected) => {
    expect(mediaType(value)).toBe(expected);
  });
});
