import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRules, type MatchRules } from '../../../src/cassette/match/match-rules.ts';
import { builtInNormalisers } from '../../../src/cassette/match/normalisers/list.ts';
import { canonical } from '../../../src/cassette/recipes/canonical.ts';
import type { HeaderList } from '../../../src/core/headers.ts';
import { redactRequest } from '../../../src/redaction/redact.ts';

interface Asked {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: HeaderList;
  readonly body?: unknown;
  readonly text?: string | Buffer;
}

const jsonType = ['content-type', 'application/json'] as const;

function keyOf(asked: Asked, rules: Partial<MatchRules> = {}) {
  const { method = 'POST', target = '/v1/chat/completions', headers = [jsonType], body = {}, text } = asked;
  const bytes = text === undefined ? Buffer.from(JSON.stringify(body)) : Buffer.from(text as string);
  return canonical({ ...defaultRules, ...rules }).keyOf(redactRequest({ method, target, headers, body: bytes }));
}

const sha = (asked: Asked, rules?: Partial<MatchRules>) => keyOf(asked, rules).sha256;
const normalise = (...names: string[]) => ({
  normalise: builtInNormalisers.filter(({ name }) => names.includes(name)),
});
const chat = (content: string, more: object = {}) => ({
  body: { model: 'm', messages: [{ role: 'user', content }], ...more },
});

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
const json = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

function respelt(value: Json, space: string): string {
  if (Array.isArray(value)) return `${space}[${value.map((item) => respelt(item, space)).join(`${space},`)}${space}]`;
  if (typeof value !== 'object' || value === null) return space + JSON.stringify(value) + space;
  const members = Object.entries(value).reverse();
  return `{${space}${members.map(([key, item]) => `${JSON.stringify(key)}${space}:${respelt(item, space)}`).join(`,${space}`)}}${space}`;
}

function leavesOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  const items = Object.values(value);
  return items.length === 0 ? 1 : items.reduce<number>((sum, item) => sum + leavesOf(item), 0);
}

/** The value with its n-th leaf replaced. */
function withOtherLeaf(value: Json, n: { left: number }): Json {
  if (Array.isArray(value)) {
    return value.length === 0 && n.left-- === 0 ? ['changed'] : value.map((item) => withOtherLeaf(item, n));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0 && n.left-- === 0) return { changed: true };
    return Object.fromEntries(entries.map(([key, item]) => [key, withOtherLeaf(item, n)]));
  }
  if (n.left-- !== 0) return value;
  return value === 'changed' ? 'changed again' : 'changed';
}

describe('the canonical key', () => {
  it('names its recipe, with the rules where they are the user’s own', () => {
    expect(keyOf({}).recipe).toBe('canonical-2');
    const own = keyOf({}, { system: 'ignore' }).recipe;
    expect(own).toMatch(/^canonical-2\/[0-9a-f]{8}$/);
    expect(keyOf({}, { system: 'ignore', ignore: [{ kind: 'header', name: 'x' }] }).recipe).not.toBe(own);
  });

  it('is not changed by the order of ignore rules', () => {
    const [a, b] = [
      { kind: 'field' as const, segments: ['a'] },
      { kind: 'header' as const, name: 'b' },
    ];
    expect(canonical({ ...defaultRules, ignore: [a, b] }).id).toBe(
      canonical({ ...defaultRules, ignore: [b, a, b] }).id,
    );
  });

  it('never changes with the order of keys and spacing, in a chat’s tool schemas, metadata and arguments', () => {
    fc.assert(
      fc.property(json, fc.constantFrom('', ' ', '\n\t'), (value, space) => {
        const body = {
          model: 'm',
          metadata: { value },
          tools: [{ type: 'function', function: { name: 'f', parameters: { default: value } } }],
          messages: [{ role: 'user', content: 'x' }],
        } as Json;
        expect(sha({ text: respelt(body, space) })).toBe(sha({ body }));
      }),
    );
  });

  it('changes with any leaf that counts', () => {
    fc.assert(
      fc.property(json, fc.nat(), (value, n) => {
        const other = withOtherLeaf(value, { left: n % leavesOf(value) });
        const tools = (schema: Json) => [
          { type: 'function', function: { name: 'f', parameters: { default: schema } } },
        ];
        expect(sha(chat('x', { tools: tools(other) }))).not.toBe(sha(chat('x', { tools: tools(value) })));
      }),
    );
  });

  it('does not count host, SDK headers, retries and idempotency keys', () => {
    const plain = sha(chat('x'));
    const headers: HeaderList = [
      jsonType,
      ['host', 'a.example'],
      ['idempotency-key', 'abc'],
      ['x-stainless-retry-count', '2'],
      ['user-agent', 'OpenAI/Python 1.0'],
      ['x-amz-date', '20261120T000000Z'],
      ['authorization', 'Bearer sk-x'],
    ];
    expect(sha({ ...chat('x'), headers })).toBe(plain);
  });

  it('does not count credentials in the query, but all other parameters in any order', () => {
    const at = (query: string) => sha({ ...chat('x'), target: `/v1/chat/completions${query}` });
    expect(at('?key=one')).toBe(at(''));
    expect(at('?b=2&a=1&key=x')).toBe(at('?a=1&b=2'));
    expect(at('?api-version=1')).not.toBe(at('?api-version=2'));
  });

  it('numbers generated ids by their first appearance, so that only which is which counts', () => {
    const ids = (one: string, two: string, three: string) => ({
      target: `/v1/threads/thread_${one}/x`,
      body: { a: `file-${two}`, b: [`file-${two}`, `file-${three}`] },
    });
    const [a, b, c] = ['Aa1Bb2Cc3Dd4Ee5F', 'Bb2Cc3Dd4Ee5Ff6G', 'Cc3Dd4Ee5Ff6Gg7H'] as const;
    expect(sha(ids(a, b, c))).toBe(sha(ids(c, a, b)));
    expect(sha(ids(a, b, c))).not.toBe(sha(ids(a, b, b)));
    expect(keyOf(ids(a, b, c)).ids).toEqual([`thread_${a}`, `file-${b}`, `file-${c}`]);
    expect(sha(ids(a, b, c), { generatedIds: false })).not.toBe(sha(ids(c, a, b), { generatedIds: false }));
    expect(keyOf(ids(a, b, c), { generatedIds: false }).ids).toEqual([]);
  });

  it('takes no string for a number that stands for an id', () => {
    const target = '/v1/anything';
    expect(sha({ target, body: { a: 'file-Aa1Bb2Cc3Dd4Ee5F' } })).not.toBe(sha({ target, body: { a: '@1' } }));
    expect(sha({ target, body: { a: 1 } })).not.toBe(sha({ target, body: { a: '1' } }));
  });

  it('leaves out what the user ignores', () => {
    const ignore: MatchRules['ignore'] = [
      { kind: 'field', segments: ['metadata'] },
      { kind: 'field', segments: ['messages', '*', 'name'] },
      { kind: 'query', name: 'trace' },
    ];
    const one = { ...chat('x', { metadata: { run: 1 } }), target: '/v1/chat/completions?trace=1' };
    const named = { body: { model: 'm', messages: [{ role: 'user', name: 'ann', content: 'x' }] } };
    expect(sha(one, { ignore })).toBe(sha(chat('x'), { ignore }));
    expect(sha(named, { ignore })).toBe(sha(chat('x'), { ignore }));
    expect(sha(chat('y'), { ignore })).not.toBe(sha(chat('x'), { ignore }));
  });

  it('does not count a header that the user ignores', () => {
    const asked = (beta: string): Asked => ({
      target: '/v1/messages',
      headers: [jsonType, ['anthropic-version', '2023-06-01'], ['anthropic-beta', beta]],
    });
    const ignore: MatchRules['ignore'] = [{ kind: 'header', name: 'anthropic-beta' }];
    expect(sha(asked('a'))).not.toBe(sha(asked('b')));
    expect(sha(asked('a, b'))).toBe(sha(asked('b,a')));
    expect(sha(asked('a'), { ignore })).toBe(sha(asked('b'), { ignore }));
  });

  it('puts dates, times, UUIDs and temporary paths into one spelling where the user says so', () => {
    const told = (date: string, id: string, created: number) =>
      chat(`Today is ${date}. Session ${id}, files in /tmp/${id}/x`, { created });
    const one = told('2026-11-20', '6f1c2a90-1b2c-4d3e-8f4a-5b6c7d8e9f00', 1_795_166_400);
    const two = told('2026-11-21', '7f1c2a90-1b2c-4d3e-8f4a-5b6c7d8e9f11', 1_795_252_800);
    const all = normalise('uuid', 'iso-date', 'unix-time', 'temp-path');
    expect(sha(one)).not.toBe(sha(two));
    expect(sha(one, all)).toBe(sha(two, all));
    expect(sha(one, normalise('uuid', 'iso-date', 'temp-path'))).not.toBe(
      sha(two, normalise('uuid', 'iso-date', 'temp-path')),
    );
  });

  it('ignores the system prompt, and takes tools by name, where the user says so', () => {
    const asked = (system: string, description: string, name = 'f') => ({
      body: {
        model: 'm',
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: 'x' },
        ],
        tools: [{ type: 'function', function: { name, description } }],
      },
    });
    expect(sha(asked('a', 'd'), { system: 'ignore' })).toBe(sha(asked('b', 'd'), { system: 'ignore' }));
    expect(sha(asked('a', 'd'), { tools: 'names' })).toBe(sha(asked('a', 'e'), { tools: 'names' }));
    expect(sha(asked('a', 'd', 'f'), { tools: 'names' })).not.toBe(sha(asked('a', 'd', 'g'), { tools: 'names' }));
    expect(sha(asked('a', 'd', 'f'), { tools: 'ignore' })).toBe(sha(asked('a', 'd', 'g'), { tools: 'ignore' }));
  });

  it('takes multipart parts by name, without boundary, and each file as it is', () => {
    const upload = (boundary: string, parts: readonly (readonly [string, string])[]): Asked => ({
      target: '/v1/audio/transcriptions',
      headers: [['content-type', `multipart/form-data; boundary=${boundary}`]],
      text: `${parts.map(([head, body]) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`).join('')}--${boundary}--\r\n`,
    });
    const model = ['name="model"', 'whisper-1'] as const;
    const file = (bytes: string, filename = 'a.wav') =>
      [`name="file"; filename="${filename}"\r\nContent-Type: audio/wav`, bytes] as const;
    expect(sha(upload('one', [model, file('RIFF1')]))).toBe(sha(upload('two', [file('RIFF1'), model])));
    expect(sha(upload('one', [model, file('RIFF1')]))).not.toBe(sha(upload('one', [model, file('RIFF2')])));
    expect(sha(upload('one', [model, file('RIFF1')]))).not.toBe(sha(upload('one', [model, file('RIFF1', 'b.wav')])));
    expect(sha(upload('one', [['name="model"\r\nContent-Type: text/plain', 'whisper-1'], file('R')]))).toBe(
      sha(upload('one', [model, file('R')])),
    );
  });

  it('counts a secret by its kind only', () => {
    const key = (letter: string) => `sk-proj-${`${letter}8Kd3Ls9Qw2Er7Ty4Ui1Op6As5Df0Gh`.repeat(2)}`;
    expect(sha(chat(`use ${key('a')}`))).toBe(sha(chat(`use ${key('b')}`)));
    expect(sha(chat(`use ${key('a')}`))).not.toBe(sha(chat('use nothing')));
  });

  it('takes any bytes whatever', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom('application/json', 'multipart/form-data; boundary=b', ''),
        (bytes, type) => {
          const headers: HeaderList = type === '' ? [] : [['content-type', type]];
          expect(sha({ headers, text: Buffer.from(bytes) })).toMatch(/^[0-9a-f]{64}$/);
        },
      ),
    );
  });
});
