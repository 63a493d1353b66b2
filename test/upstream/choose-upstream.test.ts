import { describe, expect, test } from 'vitest';
import type { DialectFamily } from '../../src/core/dialect.ts';
import { chooseUpstream } from '../../src/upstream/choose-upstream.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';

function choose(specs: readonly string[], prefix: string | undefined, family: DialectFamily): string {
  const choice = chooseUpstream(
    specs.map((spec) => parseUpstream(spec, {})),
    prefix,
    family,
  );
  return choice.kind === 'upstream' ? choice.upstream.name : choice.error.message;
}

describe('a request goes', () => {
  test.each<[string, readonly string[], string | undefined, DialectFamily, string]>([
    ['where its prefix says', ['openai', 'groq'], 'groq', 'anthropic', 'groq'],
    ['to the only upstream, whatever it speaks', ['anthropic'], undefined, 'generic', 'anthropic'],
    ['to the first that speaks its family', ['anthropic', 'groq', 'openai'], undefined, 'openai', 'groq'],
    ['to the one that prefers its family', ['gemini', 'openai'], undefined, 'openai', 'openai'],
    ['to one that speaks it besides', ['gemini', 'anthropic'], undefined, 'openai', 'gemini'],
    ['to a URL by hand where no other speaks it', ['openai', 'http://h:1'], undefined, 'cohere', 'h-1'],
    ['to the first when the path says nothing and all are alike', ['groq', 'openai'], undefined, 'generic', 'groq'],
  ])('%s', (_, specs, prefix, family, expected) => {
    expect(choose(specs, prefix, family)).toBe(expected);
  });
});

describe('a request is refused, and told which prefixes there are,', () => {
  test.each<[string, readonly string[], string | undefined, DialectFamily, string]>([
    ['when the path says nothing', ['openai', 'anthropic'], undefined, 'generic', '/openai/…, /anthropic/…'],
    ['when nobody speaks its family', ['openai', 'anthropic'], undefined, 'gemini', 'speaks the gemini API'],
    ['when its prefix is not configured', ['openai'], 'groq', 'openai', 'No upstream is called "groq"'],
    ['when there is no upstream', [], undefined, 'openai', '--upstream'],
  ])('%s', (_, specs, prefix, family, words) => {
    expect(choose(specs, prefix, family)).toContain(words);
  });
});
