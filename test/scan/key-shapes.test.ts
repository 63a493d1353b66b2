/** Shapes of keys: each is found, its look-alikes are not. */

import { describe, expect, it } from 'vitest';
import { findKeyShapes } from '../../src/scan/key-shapes.ts';
import { plantedSecrets, privateKey, randomText } from './planted-secrets.ts';

const kindsIn = (text: string): string[] => findKeyShapes(text).map(({ kind }) => kind);

/** Found by their names, not by a shape. */
const named = ['api-key', 'secret', 'password'];

describe('shapes of keys', () => {
  it.each(plantedSecrets.filter(({ kind }) => !named.includes(kind)))(
    '$kind is found as the one thing it is',
    ({ kind, text }) => {
      expect(kindsIn(`Take ${text}, please.`)).toEqual([kind]);
      expect(kindsIn(`?x=1%26y%3D${text}`)).toEqual([kind]);
    },
  );

  it('a private key is found, whatever its format and however its lines are escaped', () => {
    for (const key of [
      privateKey(),
      privateKey('b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE'),
      JSON.stringify(privateKey()),
    ]) {
      expect(kindsIn(key)).toEqual(['private-key']);
    }
  });

  it.each([
    ['a word that goes on to the left', `task-${randomText(40)}`],
    ['a name with words', 'sk-learn-feature-selection-and-model-pipelines'],
    ['a file name', 'xai-grok-vision-beta-documentation-page.md'],
    ['dots for what is left out', `s${'k-proj-'}abcd...wxyz`],
    ['x for what is left out', `AI${'za'}${'x'.repeat(35)}`],
    ['an example of the documentation', `AK${'IA'}IOSFODNN7EXAMPLE`],
    ['a short one', `AI${'za'}${randomText(12)}`],
    ['a header of a key without a key', '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----'],
    ['base64 that is no user and password', `Basic ${'c'}29tZXRoaW5n`],
    ['a bearer in prose', 'Bearer authentication-with-tokens is used'],
    ['a password that everybody has', 'postgres://postgres:postgres@db:5432/x'],
    ['a variable', 'postgres://user:$PASSWORD@db:5432/x'],
    ['a port', 'http://user.example:8080/path@2'],
    [
      'what the redactor left',
      `postgres://app:[redacted:password]@db/x, Bearer [redacted:bearer-token], s${'k-'}[redacted:openai-key:2]`,
    ],
    ['the JWT of nothing', `ey${'J'}hbGciOiJub25lIn0`],
    ['a fingerprint', `org-${'a'.repeat(24)}`],
  ])('is not found: %s', (_, text) => {
    expect(kindsIn(text)).toEqual([]);
  });
});
