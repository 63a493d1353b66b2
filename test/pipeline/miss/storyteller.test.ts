import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultRules } from '../../../src/cassette/match/match-rules.ts';
import type { Streaming } from '../../../src/core/dialect.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { openaiChat } from '../../../src/dialects/openai-chat/dialect.ts';
import { Storyteller } from '../../../src/pipeline/miss/storyteller.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';
import { cassetteOf, post } from '../../cassette/nearest/recorded-cassette.ts';

const body = (request: SimRequest) => JSON.parse(Buffer.from(request.body).toString());

/** Streams and whole answers as two forms, told by `stream` alone. */
const streaming: Streaming = {
  otherForms: (request) => [post({ ...body(request), stream: body(request).stream !== true })],
  join: () => undefined,
  split: () => undefined,
};

const question = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Say hello' }] };

async function told(request: SimRequest, recorded: readonly SimRequest[], crossStream = false) {
  const { cassette } = cassetteOf(recorded);
  const redactor = createRedactor();
  const library = {
    cassettes: [cassette],
    strays: [],
    problems: [],
    cassette: () => cassette,
    entry: () => undefined,
    upstreamNames: () => new Set<string>(),
  };
  const teller = new Storyteller({ library, redactor, rulesOf: () => defaultRules, crossStream });
  const missed = {
    request: redactor.begin(request).request,
    upstream: undefined,
    selection: { cassette: undefined, session: undefined },
    reasons: [{ kind: 'no-recording', cassettes: ['default'], keyPrefix: 'ff' }] as const,
    hint: { upstream: 'groq', guessed: true, folder: 'cassettes', cassette: 'default' },
  };
  return teller.tell(missed, { number: 1, at: '2026-11-20T10:00:00.000Z' });
}

describe('the story of a request that differs only in streaming', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('names --cross-stream, unless it is on', async () => {
    vi.spyOn(openaiChat, 'streaming', 'get').mockReturnValue(streaming);
    const asked = post({ ...question, stream: true });
    expect((await told(asked, [post(question)])).advice).toEqual([expect.stringContaining('`--cross-stream`')]);
    expect((await told(asked, [post(question)], true)).advice).toEqual([]);
    expect((await told(asked, [post({ ...question, seed: 1 })])).advice).toEqual([]);
  });
});

describe('the command that records', () => {
  it('names the upstream of the recording that is closest, where the path alone told another, with the URL that is not its usual one', async () => {
    const { record } = await told(post({ ...question, seed: 1 }), [post(question)]);
    expect(record).toContain('--upstream openai=https://api.example.com ');
    expect((await told(post(question), [])).record).toContain('--upstream groq ');
  });
});
