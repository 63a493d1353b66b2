/** Stories of misses for tests. */

import type { MissStory } from '../../../src/pipeline/miss/story.ts';

export function storyWith(parts: Partial<MissStory> = {}): MissStory {
  return {
    number: 1,
    at: '2026-11-20T10:00:00.000Z',
    kind: 'no-recording',
    request: 'POST /v1/chat/completions (gpt-4o-mini, "Say hello")',
    cassette: undefined,
    why: 'Looked in cassette "default" for key 0123456789abcdef.',
    closest: [],
    differences: [],
    moreDifferences: 0,
    configuration: undefined,
    advice: [],
    record: 'llmsim record --upstream openai --cassettes cassettes --cassette default',
    sameAs: undefined,
    ...parts,
  };
}
