/** What the last door finds in our own files, also in pieces, and what it lets pass. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDoor } from '../../src/scan/door.ts';
import { scanInteractionFile, scanText } from '../../src/scan/scan-interaction.ts';
import { ours } from './cassette-shapes.ts';
import { plantedSecrets, randomText } from './planted-secrets.ts';

const [openAiKey] = plantedSecrets;
const secret = openAiKey?.text ?? '';

type Stream = (pieces: readonly string[]) => unknown;

/** How each provider streams pieces of one text, as the body of our own files. */
const streams: Readonly<Record<string, Stream>> = {
  'chat content': (pieces) => ({
    sse: pieces.map((content) => ({ data: { id: 'chatcmpl-1', choices: [{ index: 0, delta: { content } }] } })),
  }),
  'chat reasoning beside content': (pieces) => ({
    sse: pieces.flatMap((reasoning) => [
      { data: { choices: [{ index: 0, delta: { reasoning_content: reasoning } }] } },
      { data: { choices: [{ index: 0, delta: { content: 'so ' } }] } },
    ]),
  }),
  'two choices in turns': (pieces) => ({
    sse: pieces.flatMap((content, i) => [
      { data: { choices: [{ index: 1, delta: { content: `word${i} ` } }] } },
      { data: { choices: [{ index: 0, delta: { content } }] } },
    ]),
  }),
  'two choices in one event': (pieces) => ({
    sse: pieces.map((content, i) => ({
      data: {
        choices: [
          { index: 0, delta: { content: `word${i} ` } },
          { index: 1, delta: { content } },
        ],
      },
    })),
  }),
  'chat tool arguments': (pieces) => ({
    sse: pieces.map((text) => ({
      data: { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: text } }] } }] },
    })),
  }),
  'logprobs tokens': (pieces) => ({
    json: { choices: [{ logprobs: { content: pieces.map((token) => ({ token, bytes: [1, 2], logprob: -1 })) } }] },
  }),
  'several tokens an event': (pieces) => ({
    sse: pairs(pieces).map((tokens) => ({
      data: { choices: [{ index: 0, logprobs: { content: tokens.map((token) => ({ token, logprob: -1 })) } }] },
    })),
  }),
  responses: (pieces) => ({
    sse: pieces.map((delta, i) => ({
      event: 'response.output_text.delta',
      data: {
        type: 'response.output_text.delta',
        item_id: 'msg_1',
        output_index: 0,
        delta,
        obfuscation: randomText(9, 'base62', i),
      },
    })),
  }),
  'anthropic text': (pieces) => ({
    sse: pieces.map((text) => ({
      event: 'content_block_delta',
      data: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
    })),
  }),
  'anthropic tool input': (pieces) => ({
    sse: pieces.map((text) => ({
      event: 'content_block_delta',
      data: { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: text } },
    })),
  }),
  'anthropic blocks in turns': (pieces) => ({
    sse: pieces.flatMap((text, i) => [
      { data: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } } },
      { data: { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: `word${i} ` } } },
    ]),
  }),
  gemini: (pieces) => ({
    sse: pieces.map((text) => ({ data: { candidates: [{ content: { parts: [{ text }], role: 'model' } }] } })),
  }),
  'gemini as a JSON array': (pieces) => ({
    json: pieces.map((text) => ({ candidates: [{ content: { parts: [{ text }] } }] })),
  }),
  'ollama lines': (pieces) => ({ ndjson: pieces.map((content) => ({ json: { message: { content }, done: false } })) }),
  'bedrock frames': (pieces) => ({
    'event-stream': pieces.map((text) => ({
      headers: [[':event-type', 'contentBlockDelta']],
      json: { delta: { text } },
    })),
  }),
  'JSON in base64 in bedrock frames': (pieces) => ({
    'event-stream': pieces.map((text) => ({
      headers: [[':event-type', 'chunk']],
      json: { bytes: Buffer.from(JSON.stringify({ delta: { text } })).toString('base64'), p: 'abcdef' },
    })),
  }),
  'events as they stand': (pieces) => ({
    sse: pieces.map((content) => `data:{"delta": ${JSON.stringify({ content })}}\n\n`),
  }),
  'plain text': (pieces) => ({ text: pieces }),
};

function pairs(pieces: readonly string[]): (readonly string[])[] {
  return pieces.flatMap((_, i) => (i % 2 === 0 ? [pieces.slice(i, i + 2)] : []));
}

describe.each(Object.entries(streams))('a secret in pieces: %s', (_, stream) => {
  it('is found wherever it is cut in two', async () => {
    const text = `Use ${secret} now.`;
    for (let cut = 5; cut < text.length - 5; cut += 7) {
      const findings = await scanInteractionFile(
        ours('Hello?', stream(['Well. ', text.slice(0, cut), text.slice(cut), ' Done.'])),
      );
      expect(findings.map(({ kind }) => kind)).toContain('openai-key');
    }
  });

  it('is found in small pieces of each kind, and never shown', async () => {
    const missed: string[] = [];
    for (const { kind, text, random } of plantedSecrets) {
      const pieces = `You may use ${text} for this.`.match(/[\s\S]{1,3}/g) ?? [];
      const findings = await scanInteractionFile(ours('Hello?', stream(pieces)));
      if (!findings.some((finding) => finding.kind === kind)) missed.push(kind);
      expect(JSON.stringify(findings)).not.toContain(random.slice(4, 12));
    }
    expect(missed).toEqual([]);
  });

  it('passes without', async () => {
    const pieces =
      `Set the variable OPENAI_API_KEY, as in api_key="your-key-here", and call the function.`.match(/.{1,3}/g) ?? [];
    expect(await scanInteractionFile(ours('Hello?', stream(pieces)))).toEqual([]);
  });
});

describe('the place', () => {
  it('is the string in the file, where the secret stands as it is', async () => {
    const file = ours(`Use ${secret}.`, null);
    expect((await scanInteractionFile(file)).map(({ place }) => place)).toEqual([
      '/request/body/json/messages/0/content',
    ]);
  });

  it('is the object, where a key is the secret', async () => {
    const file = JSON.stringify({ llmsim: 1, request: { body: { json: { [secret]: 1 } } } });
    expect((await scanInteractionFile(file)).map(({ place }) => place)).toEqual(['/request/body/json']);
  });

  it('names the deltas', async () => {
    const findings = await scanInteractionFile(
      ours('Hello?', streams['chat content']?.(secret.match(/.{1,9}/g) ?? [])),
    );
    expect(findings.map(({ place }) => place)).toEqual([
      'text of the deltas at /response/body/sse/*/data/choices/0/delta/content',
    ]);
  });

  it('is the pointer of the string that hides it', async () => {
    const coded = Buffer.from(`token ${secret}`).toString('base64');
    const findings = await scanInteractionFile(ours('Hello?', { base64: coded }));
    expect(findings.map(({ place }) => place)).toEqual(['/response/body/base64']);
  });
});

describe('blobs', () => {
  const name = `blobs/${randomText(64, 'hex')}.bin`;

  it('are searched where they are text', async () => {
    const blobs = new Map([[name, Buffer.from(`{"key":"${secret}"}`)]]);
    const findings = await createDoor().check({ text: ours('Hello?', { blob: name }), blobs });
    expect(findings).toMatchObject([{ kind: 'openai-key', place: '/response/body/blob' }]);
  });

  it('pass where they are media', async () => {
    const bytes = Uint8Array.from({ length: 50_000 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 11) & 255);
    const blobs = new Map([[name, bytes]]);
    expect(await createDoor().check({ text: ours('Hello?', { blob: name }), blobs })).toEqual([]);
  });
});

describe('headers', () => {
  const headers: readonly (readonly [string, string, string])[] = [
    ['set-cookie', `session=${randomText(40)}; Path=/; HttpOnly`, 'session'],
    ['set-cookie', `__cf${'_bm='}${randomText(43, 'base64url')}; path=/; secure`, 'cookie'],
    ['x-session-token', randomText(40), 'token'],
    ['x-goog-api-key', randomText(39), 'api-key'],
    ['authorization', randomText(40), 'authorization'],
    ['location', `https://files.example/x?X-Amz-${'Signature='}${randomText(64, 'hex')}&x=1`, 'aws-signature'],
    ['location', `https://files.example/x?sv=2024&sig=${randomText(43)}%3D`, 'signature'],
  ];

  it.each(headers)('%s: a credential is found by its name or shape', async (name, value, kind) => {
    const findings = await scanInteractionFile(ours('Hello?', null, [[name, value]]));
    expect(findings.map((finding) => finding.kind)).toEqual([kind]);
  });

  it('pass when they are what the redactor leaves and what providers send', async () => {
    const harmless: [string, string][] = [
      ['set-cookie', '__cf_bm=[redacted:cookie]; path=/; HttpOnly; Secure; SameSite=None'],
      ['authorization', '[redacted:authorization]'],
      ['openai-organization', '[redacted:organization:2]'],
      ['x-request-id', `req_${randomText(32, 'hex')}`],
      ['request-id', `req_${randomText(24)}`],
      ['cf-ray', `${randomText(16, 'hex')}-FRA`],
      ['etag', `W/"${randomText(27, 'base64url')}"`],
      ['x-amz-cf-id', `${randomText(54, 'base64url')}==`],
      ['nel', '{"success_fraction":0,"report_to":"cf-nel","max_age":604800}'],
      ['traceparent', `00-${randomText(32, 'hex')}-${randomText(16, 'hex')}-01`],
      ['date', 'Mon, 24 Aug 2026 09:06:20 GMT'],
      ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
    ];
    expect(await scanInteractionFile(ours('Hello?', null, harmless))).toEqual([]);
  });
});

describe('what is random and no secret', () => {
  const harmless: Readonly<Record<string, unknown>> = {
    'ids that later requests refer to': [
      ...[
        'chatcmpl-',
        'msg_01',
        'resp_',
        'call_',
        'toolu_01',
        'file-',
        'thread_',
        'run_',
        'asst_',
        'batch_',
        'gen-',
        'fp_',
        'req_01',
      ].map((prefix, seed) => ({ value: `${prefix}${randomText(29, 'base62', seed)}` })),
    ],
    'ids under their names': {
      tool_call_id: randomText(29),
      responseId: randomText(22),
      previous_response_id: `resp_${randomText(48)}`,
    },
    'uuids, hashes, times': {
      secret: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      token: randomText(64, 'hex'),
      sha: randomText(40, 'hex'),
      at: '2026-08-01T12:00:00.000Z',
    },
    'signatures of thoughts and encrypted reasoning': {
      signature: randomText(180),
      thoughtSignature: randomText(180, 'base64url'),
      encrypted_content: `gAAAAA${randomText(180, 'base64url')}`,
      content: [{ type: 'redacted_thinking', data: randomText(180) }],
    },
    padding: [{ obfuscation: randomText(24) }, { p: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456' }],
    media: {
      b64_json: randomText(3000),
      url: `data:image/png;base64,${randomText(3000)}`,
      inlineData: { mimeType: 'image/png', data: randomText(190) },
      embedding: randomText(2000),
    },
    'places in a list': { nextPageToken: randomText(44), next_cursor: randomText(44), max_tokens: 16_000 },
    placeholders: {
      api_key: '<OPENAI_API_KEY>',
      secret: 'your-secret-goes-here-1234',
      password: 'xxxxxxxxxxxxxxxxxxxx',
      token: 'test_openai_api_key',
      key: 'sk-...',
      example: `AKIA${'IOSFODNN7'}EXAMPLE`,
      url: 'postgres://user:password@localhost:5432/db',
    },
    'names of models and functions': {
      model: 'us.anthropic.claude-3-5-haiku-20241022-v1:0',
      name: 'get_current_weather_for_location_v2',
      key: 'gpt-4o-mini-2024-07-18',
    },
    'code that handles keys':
      'const apiKey = process.env.OPENAI_API_KEY; fetch(url, { headers: { Authorization: bearer(apiKey) } });',
  };

  it.each(Object.entries(harmless))('passes: %s', async (_, value) => {
    expect(await scanInteractionFile(ours('Hello?', { json: value }))).toEqual([]);
    expect(
      await scanInteractionFile(ours('Hello?', { sse: [{ data: value }, { data: { value } }, { data: value }] })),
    ).toEqual([]);
  });
});

describe('what a finding shows', () => {
  it('is at most four characters of any value, wherever it is found', async () => {
    const anySecret = fc.constantFrom(...plantedSecrets);
    const anyStream = fc.constantFrom(...Object.values(streams));
    await fc.assert(
      fc.asyncProperty(
        anySecret,
        anyStream,
        fc.array(fc.nat(200), { maxLength: 6 }),
        async ({ text, random }, stream, cuts) => {
          const whole = `Take ${text} and go.`;
          const places = [...new Set([0, ...cuts.filter((cut) => cut < whole.length), whole.length])].sort(
            (a, b) => a - b,
          );
          const pieces = places.slice(1).map((end, i) => whole.slice(places[i], end));
          const findings = await scanInteractionFile(ours(whole, stream(pieces)));
          expect(findings.length).toBeGreaterThan(0);
          const shown = JSON.stringify(findings);
          for (let at = 0; at + 8 <= random.length; at++) expect(shown).not.toContain(random.slice(at, at + 8));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('any text whatever', () => {
  it('is searched without an error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), async (text) => {
        expect(Array.isArray(await scanText(text))).toBe(true);
      }),
    );
  });

  it.each([
    ['brackets', '['.repeat(300_000)],
    ['base64', randomText(1_000_000)],
    ['beginnings of keys', `s${'k-'.repeat(200_000)}`],
    ['assignments', 'password=a'.repeat(60_000)],
    ['quotes', '"'.repeat(500_000)],
    ['lists in lists', `${'['.repeat(150)}"${'a=b '.repeat(50_000)}"${']'.repeat(150)}`],
    ['short strings', JSON.stringify(Array.from({ length: 60_000 }, (_, i) => ({ text: `token${i} ` })))],
    ['white space', ' \n'.repeat(300_000)],
  ])('takes no more than linear time: %s', async (_, text) => {
    await scanText(text.slice(0, 1000));
    const before = process.cpuUsage();
    await scanText(text);
    const { user } = process.cpuUsage(before);
    expect(user / 1000).toBeLessThan(2000);
  });
});
