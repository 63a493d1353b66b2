import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LimitedRequest, LimitReached, LimitState } from '../../src/core/rate-limits.ts';
import { anthropicMessages } from '../../src/dialects/anthropic-messages/dialect.ts';
import { bedrock } from '../../src/dialects/bedrock/dialect.ts';
import { gemini } from '../../src/dialects/gemini/dialect.ts';
import { builtIn } from '../../src/dialects/list.ts';
import { openaiChat } from '../../src/dialects/openai-chat/dialect.ts';
import { goDuration } from '../../src/dialects/openai-limits.ts';

const now = new Date('2026-01-02T03:04:05.678Z');
const minute = 60_000;

function state(
  counts: LimitState['counts'],
  limit: number,
  remaining: number,
  parts: Partial<LimitState> = {},
): LimitState {
  return { counts, limit, remaining, per: minute, resetIn: ((limit - remaining) * minute) / limit, ...parts };
}

function about(target: string, model = 'gpt-4o', parts: Partial<LimitedRequest> = {}): LimitedRequest {
  return { request: { target, headers: [] }, provider: undefined, model, ...parts };
}

const chat = about('/v1/chat/completions');
const azure = about('/openai/deployments/mine/chat/completions?api-version=2024-10-21');

function reached(of: LimitState, retryIn: number | undefined, requested = 1): LimitReached {
  return { kind: 'window', state: of, requested, retryIn };
}

describe('OpenAI’s words', () => {
  const states = [
    state('requests', 60, 59),
    state('tokens', 150_000, 149_984),
    state('requests', 200, 199, { per: 86_400_000, resetIn: 432_000 }),
  ];

  it('are headers for requests and tokens, of the limit with the least left', () => {
    expect(openaiChat.limits.headers(states, now, chat)).toEqual([
      ['x-ratelimit-limit-requests', '60'],
      ['x-ratelimit-remaining-requests', '59'],
      ['x-ratelimit-reset-requests', '1s'],
      ['x-ratelimit-limit-tokens', '150000'],
      ['x-ratelimit-remaining-tokens', '149984'],
      ['x-ratelimit-reset-tokens', '7ms'],
    ]);
  });

  it('write durations as Go does', () => {
    expect([0, 12, 999.2, 1_000, 8_640, 360_000, 432_000, 3_723_500].map(goDuration)).toEqual([
      '0s',
      '12ms',
      '1s',
      '1s',
      '8.64s',
      '6m0s',
      '7m12s',
      '1h2m3.5s',
    ]);
  });

  it('write every duration so that it can be read again', () => {
    fc.assert(
      fc.property(fc.nat(200_000_000), (ms) => {
        const [, hours = '0', minutes = '0', seconds = '0', milliseconds = '0'] =
          /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:([\d.]+)s)?(?:(\d+)ms)?$/.exec(goDuration(ms)) ?? [];
        const read =
          Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000 + Number(milliseconds);
        expect(Math.round(read)).toBe(ms);
      }),
    );
  });

  it('refuse with the limit, what is used, and when to come again', () => {
    const refusal = openaiChat.limits.refusal(reached(state('tokens', 30_000, 63), 644, 385), chat);
    expect(refusal).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'tokens' });
    expect(refusal.message).toBe(
      'Rate limit reached for gpt-4o in organization org-llmsim on tokens per min (TPM): Limit 30000, Used 29937, Requested 385. ' +
        'Please try again in 644ms. Visit https://platform.openai.com/account/rate-limits to learn more.',
    );
    expect(refusal.headers).toEqual([
      ['retry-after-ms', '644'],
      ['retry-after', '1'],
    ]);
  });

  it('say that a request is too large where waiting does not help', () => {
    const refusal = openaiChat.limits.refusal(reached(state('tokens', 30_000, 30_000), undefined, 31_538), chat);
    expect(refusal.message).toContain(
      'Request too large for gpt-4o in organization org-llmsim on tokens per min (TPM): Limit 30000, Requested 31538.',
    );
    expect(refusal.headers).toEqual([]);
  });

  it('take the larger of prompt and bound, where Azure takes both', () => {
    const size = { promptTokens: 100, maxTokens: 400, choices: 1 };
    expect(openaiChat.limits.estimate(size, chat).tokens).toBe(400);
    expect(openaiChat.limits.estimate(size, azure).tokens).toBe(500);
  });
});

describe('Azure’s words', () => {
  it('are OpenAI’s with resets in milliseconds, and the time that each limit is for', () => {
    expect(openaiChat.limits.headers([state('requests', 6, 5), state('tokens', 1_000, 400)], now, azure)).toEqual([
      ['x-ratelimit-limit-requests', '6'],
      ['x-ratelimit-remaining-requests', '5'],
      ['x-ratelimit-reset-requests', '10000'],
      ['x-ratelimit-renewalperiod-requests', '60'],
      ['x-ratelimit-limit-tokens', '1000'],
      ['x-ratelimit-remaining-tokens', '400'],
      ['x-ratelimit-reset-tokens', '36000'],
      ['x-ratelimit-renewalperiod-tokens', '60'],
      ['x-ratelimit-abusepenalty-active', 'false'],
    ]);
    expect(openaiChat.limits.headers([], now, azure)).toEqual([]);
    for (const [name] of openaiChat.limits.headers([state('tokens', 9, 8)], now, azure)) {
      expect(openaiChat.limits.isLimitHeader(name)).toBe(true);
    }
  });

  it('refuse by the operation and the version, with the status as code', () => {
    const refusal = openaiChat.limits.refusal(reached(state('tokens', 1_000, 0), 8_200), azure);
    expect(refusal.code).toBe('429');
    expect(refusal.message).toMatch(
      /^Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded token rate limit .* Please retry after 9 seconds\./,
    );
    expect(refusal.headers).toEqual([
      ['retry-after-ms', '8200'],
      ['retry-after', '9'],
    ]);
  });

  it('are known by the key’s header too', () => {
    const v1 = about('/openai/v1/responses', 'gpt-4o', {
      request: { target: '/openai/v1/responses', headers: [['api-key', 'x']] },
    });
    expect(openaiChat.limits.headers([state('requests', 6, 5)], now, v1)).toHaveLength(5);
  });
});

describe('Anthropic’s words', () => {
  const states = [
    state('requests', 50, 49),
    state('input-tokens', 30_000, 27_512),
    state('output-tokens', 8_000, 6_976),
  ];
  const messages = about('/v1/messages', 'claude-sonnet-4-5');

  it('are headers with times in RFC 3339 and tokens in thousands', () => {
    expect(anthropicMessages.limits.headers(states, now, messages)).toEqual([
      ['anthropic-ratelimit-requests-limit', '50'],
      ['anthropic-ratelimit-requests-remaining', '49'],
      ['anthropic-ratelimit-requests-reset', '2026-01-02T03:04:07Z'],
      ['anthropic-ratelimit-tokens-limit', '38000'],
      ['anthropic-ratelimit-tokens-remaining', '34000'],
      ['anthropic-ratelimit-tokens-reset', '2026-01-02T03:04:14Z'],
      ['anthropic-ratelimit-input-tokens-limit', '30000'],
      ['anthropic-ratelimit-input-tokens-remaining', '28000'],
      ['anthropic-ratelimit-input-tokens-reset', '2026-01-02T03:04:11Z'],
      ['anthropic-ratelimit-output-tokens-limit', '8000'],
      ['anthropic-ratelimit-output-tokens-remaining', '7000'],
      ['anthropic-ratelimit-output-tokens-reset', '2026-01-02T03:04:14Z'],
    ]);
  });

  it('refuse with the limit in words, and seconds to wait', () => {
    const refusal = anthropicMessages.limits.refusal(reached(state('input-tokens', 30_000, 0), 1_001), messages);
    expect(refusal.message).toContain(
      "This request would exceed your organization's rate limit of 30,000 input tokens per minute (org: llmsim, model: claude-sonnet-4-5).",
    );
    expect(refusal.headers).toEqual([['retry-after', '2']]);
    expect(JSON.parse(anthropicMessages.writeError(refusal).body)).toMatchObject({
      type: 'error',
      error: { type: 'rate_limit_error' },
    });
  });

  it('do not count what came from the cache', () => {
    const counted = anthropicMessages.limits.counted({ input: 1_000, cached: 900, output: 50, reasoning: 0 });
    expect(counted).toEqual({ requests: 1, tokens: 150, 'input-tokens': 100, 'output-tokens': 50 });
  });
});

describe('Google’s words', () => {
  it('stand in the body of the refusal alone', () => {
    const request = about('/v1beta/models/gemini-2.5-flash:generateContent', 'gemini-2.5-flash');
    expect(gemini.limits.headers([state('requests', 5, 4)], now, request)).toEqual([]);
    const written = gemini.writeError(gemini.limits.refusal(reached(state('requests', 20, 0), 36_429), request));
    const { error } = JSON.parse(written.body);
    expect(error).toMatchObject({ code: 429, status: 'RESOURCE_EXHAUSTED' });
    expect(error.message).toContain('limit: 20, model: gemini-2.5-flash\nPlease retry in 36.429s.');
    expect(error.details).toEqual([
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
            quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
            quotaDimensions: { location: 'global', model: 'gemini-2.5-flash' },
            quotaValue: '20',
          },
        ],
      },
      expect.objectContaining({ '@type': 'type.googleapis.com/google.rpc.Help' }),
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37s' },
    ]);
    expect(written.headers.map(([name]) => name)).toEqual(['content-type']);
  });
});

describe('every dialect', () => {
  it.each(builtIn.map((dialect) => [dialect.id, dialect] as const))(
    '%s refuses with 429 whatever the limit',
    (_id, { limits, writeError }) => {
      const all: LimitReached[] = [
        reached(state('requests', 1, 0), 1),
        reached(state('output-tokens', 10, 3, { per: 10_000 }), undefined, 20),
        reached(state('tokens', 10, 0, { per: 86_400_000 }), 5_000),
        { kind: 'concurrency', limit: 3, retryIn: 1_000 },
      ];
      for (const one of all) {
        for (const where of [chat, azure, { ...chat, model: undefined }]) {
          const refusal = limits.refusal(one, where);
          expect(refusal.status).toBe(429);
          expect(refusal.message).not.toMatch(/undefined|NaN/);
          expect(writeError(refusal).status).toBe(429);
        }
      }
    },
  );

  it.each(builtIn.map((dialect) => [dialect.id, dialect] as const))(
    '%s recognises each header that it writes',
    (_id, { limits }) => {
      const states = (['requests', 'tokens', 'input-tokens', 'output-tokens'] as const).map((counts) =>
        state(counts, 10, 4),
      );
      for (const where of [chat, azure]) {
        for (const [name] of limits.headers(states, now, where)) expect(limits.isLimitHeader(name)).toBe(true);
      }
    },
  );

  it('reads the bound on an answer wherever its protocol has it', () => {
    expect(openaiChat.limits.bounds({ max_completion_tokens: 5, n: 2 })).toEqual({ maxTokens: 5, choices: 2 });
    expect(gemini.limits.bounds({ generationConfig: { maxOutputTokens: 7 } })).toEqual({ maxTokens: 7, choices: 1 });
    expect(bedrock.limits.bounds({ inferenceConfig: { maxTokens: 9 } })).toEqual({ maxTokens: 9, choices: 1 });
    expect(anthropicMessages.limits.bounds({ max_tokens: 'many' })).toEqual({ maxTokens: undefined, choices: 1 });
  });
});
