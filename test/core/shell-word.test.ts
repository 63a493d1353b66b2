/** Words of a shell command. */

import { expect, it } from 'vitest';
import { shellWord } from '../../src/core/shell-word.ts';

it('quotes what a shell would read, and nothing else', () => {
  expect(shellWord('/v1/x?a=1&b=2')).toBe(`'/v1/x?a=1&b=2'`);
  expect(shellWord(`it's`)).toBe(`'it'\\''s'`);
  expect(shellWord('')).toBe(`''`);
  expect(shellWord('http://127.0.0.1:8080/v1/models')).toBe('http://127.0.0.1:8080/v1/models');
});
