/** Interaction file names are portable, bounded, and say what they were made from. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fileName,
  fileNameLimit,
  interactionStem,
  isUpstreamName,
  parseFileName,
  type StemParts,
} from '../../src/cassette/file-name.ts';

const keyHex = '0123456789abcdef'.repeat(4);
const parts: StemParts = {
  upstream: 'openai',
  endpoint: 'chat-completions',
  model: 'gpt-4o-mini',
  prompt: 'What is the capital of France?',
  keyHex,
};

const devices = ['con', 'prn', 'aux', 'nul', 'com1', 'lpt9', 'con-', 'nul--'];
const upstreams = fc.oneof(
  fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/),
  fc.constantFrom(...devices),
  fc.constant('x'.repeat(63)),
);
const anyParts: fc.Arbitrary<StemParts> = fc.record({
  upstream: upstreams,
  endpoint: fc.oneof(fc.stringMatching(/^[a-z0-9-]{1,80}$/), fc.string()),
  model: fc.option(fc.string({ unit: 'binary', maxLength: 300 }), { nil: undefined }),
  prompt: fc.option(fc.string({ unit: 'binary', maxLength: 300 }), { nil: undefined }),
  keyHex: fc.stringMatching(/^[0-9a-f]{64}$/),
});

describe('interactionStem', () => {
  it('names upstream, endpoint, model, first words and key', () => {
    expect(interactionStem(parts)).toBe(
      'openai.chat-completions-gpt-4o-mini-what-is-the-capital-of-france-0123456789abcdef',
    );
  });

  it('folds accents and leaves out other scripts, also when nothing remains', () => {
    expect(interactionStem({ ...parts, model: 'Modèle', prompt: 'Ünïcode\n\tça' })).toContain(
      '-modele-unicode-ca-0123',
    );
    expect(interactionStem({ ...parts, model: undefined, prompt: '你好' })).toBe(
      'openai.chat-completions-0123456789abcdef',
    );
  });

  it('cuts long texts at a word', () => {
    const stem = interactionStem({ ...parts, model: 'm', prompt: 'extraordinarily '.repeat(1000) });
    expect(stem).toBe('openai.chat-completions-m-extraordinarily-extraordinarily-0123456789abcdef');
  });

  it('refuses an upstream that a file name cannot hold, and what is no key', () => {
    for (const upstream of ['', 'a.b', 'A', '-a', 'x'.repeat(64), '../x']) {
      expect(isUpstreamName(upstream)).toBe(false);
      expect(() => interactionStem({ ...parts, upstream })).toThrowError(expect.objectContaining({ code: 'usage' }));
    }
    expect(() => interactionStem({ ...parts, keyHex: 'ABC' })).toThrowError(expect.objectContaining({ code: 'usage' }));
  });

  it('never gives a name that begins with a Windows device', () => {
    for (const upstream of devices) {
      const stem = interactionStem({ ...parts, upstream });
      expect(stem).not.toMatch(/^(con|prn|aux|nul|com[0-9]|lpt[0-9])\./);
      expect(parseFileName(fileName(stem, 1))?.upstream).toBe(upstream);
    }
  });
});

describe('file names of any interaction', () => {
  it('are portable, at most 120 characters long, and give back upstream, key and number', () => {
    fc.assert(
      fc.property(anyParts, fc.integer({ min: 1, max: 9_999_999 }), (any, n) => {
        const stem = interactionStem(any);
        const name = fileName(stem, n);
        expect(name).toMatch(/^[a-z0-9][a-z0-9-]*\.[a-z0-9-]+(\.[0-9]+)?\.json$/);
        expect(name.length).toBeLessThanOrEqual(fileNameLimit);
        expect(parseFileName(name)).toEqual({ upstream: any.upstream, key16: any.keyHex.slice(0, 16), n, stem });
      }),
    );
  });
});

describe('parseFileName', () => {
  it('knows no names but those that fileName gives', () => {
    const near = fc
      .tuple(
        anyParts,
        fc.integer({ min: 1, max: 20 }),
        fc.nat(130),
        fc.constantFrom('', '.', '-', 'A', '0', 'é', '/', 'f'),
      )
      .map(([any, n, at, put]) => {
        const name = fileName(interactionStem(any), n);
        return name.slice(0, at) + put + name.slice(at + 1);
      });
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (name) => {
        const parsed = parseFileName(name);
        if (parsed !== undefined) expect(fileName(parsed.stem, parsed.n)).toBe(name);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    'cassette.json',
    'package.json',
    'openai.chat-0123456789abcdef.txt',
    'openai.chat-0123456789abcdef.1.json',
    'openai.chat-0123456789abcdef.02.json',
    'openai.chat-0123456789abcdef.12345678.json',
    'openai.chat-0123456789abcde.json',
    'openai.chat-0123456789ABCDEF.json',
    'openai.0123456789abcdef.json',
    'openai-0123456789abcdef.json',
    '.openai.chat-0123456789abcdef.json',
    'openai.chat copy-0123456789abcdef.json',
    'openai.chat-0123456789abcdef (1).json',
    'a.2.json',
    '.json',
    '',
  ])('does not guess what %j is', (name) => {
    expect(parseFileName(name)).toBeUndefined();
  });
});
