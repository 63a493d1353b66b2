/** Canonical requests for tests, by hand and at random. */

import fc from 'fast-check';
import { canonicalText } from '../../../src/codec/canonical-json.ts';
import {
  type CanonicalBody,
  type CanonicalRequest,
  type CanonicalValue,
  ExactNumber,
  GeneratedId,
} from '../../../src/core/canonical.ts';

/** A chat request with the given body. */
export function chat(value: CanonicalValue): CanonicalRequest {
  return request({ body: { kind: 'json', value } });
}

export function request(parts: Partial<CanonicalRequest> = {}): CanonicalRequest {
  return { method: 'POST', path: ['/v1/chat/completions'], query: [], headers: [], body: { kind: 'empty' }, ...parts };
}

export function id(value: string): GeneratedId {
  return new GeneratedId(value);
}

const word = fc.constantFrom('a', 'b', 'hello', 'the', '2026-11-20', 'x y', 'Paris is nice', '');
const leaf = fc.oneof(
  fc.constantFrom<CanonicalValue>(null, true, false, 0, 1, 0.5, new ExactNumber('1e20')),
  word,
  fc.constantFrom('call_1', 'call_2', 'call_3').map(id),
);

export const values: fc.Arbitrary<CanonicalValue> = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom('role', 'content', 'a', 'b', '__proto__'), tie('value'), { maxKeys: 4 }),
  ),
})).value;

const bytes = fc.uint8Array({ maxLength: 4 });
const bodies: fc.Arbitrary<CanonicalBody> = fc.oneof(
  fc.constant({ kind: 'empty' } as const),
  fc.record({ kind: fc.constant('json' as const), value: values }),
  fc.record({ kind: fc.constant('bytes' as const), bytes }),
  fc.record({
    kind: fc.constant('multipart' as const),
    parts: fc
      .array(
        fc.record({
          name: fc.constantFrom('file', 'prompt'),
          filename: fc.constantFrom(undefined, 'a.png'),
          contentType: fc.constantFrom(undefined, 'image/png'),
          body: bytes,
        }),
        { maxLength: 3 },
      )
      .map((parts) => parts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))),
  }),
);

const idOrWord = fc.oneof(fc.constantFrom('x', 'y'), fc.constantFrom('file_1', 'file_2').map(id));

export const requests: fc.Arbitrary<CanonicalRequest> = fc.record({
  method: fc.constantFrom('POST', 'GET'),
  path: fc.constantFrom(['/v1/files'], ['/v1/files/', id('file_1')], ['/v1/files/', id('file_2'), '/content']),
  query: fc
    .array(fc.tuple(fc.constantFrom('limit', 'order'), idOrWord), { maxLength: 3 })
    .map((pairs) => pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))),
  headers: fc.uniqueArray(
    fc.tuple(fc.constantFrom('anthropic-beta', 'openai-beta'), fc.constantFrom('a', 'a,b', 'b,a', '')),
    {
      selector: ([name]) => name,
      maxLength: 2,
    },
  ),
  body: bodies,
});

/** What a key is made of: equal spellings are equal keys. */
export function spelling({ method, path, query, headers, body }: CanonicalRequest): string {
  const numbers = new Map<string, number>();
  const nameOf = ({ value }: GeneratedId): string => {
    const number = numbers.get(value) ?? numbers.size + 1;
    numbers.set(value, number);
    return `@${number}`;
  };
  const sorted = [...headers].sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [
    method,
    canonicalText([...path], nameOf),
    canonicalText(
      query.map(([name, value]) => [name, value]),
      nameOf,
    ),
    JSON.stringify(sorted),
    body.kind,
  ];
  if (body.kind === 'json') parts.push(canonicalText(body.value, nameOf));
  if (body.kind === 'bytes') parts.push(Buffer.from(body.bytes).toString('hex'));
  if (body.kind === 'multipart') {
    for (const part of body.parts) {
      parts.push(JSON.stringify([part.name, part.filename ?? null, part.contentType ?? '']));
      parts.push(Buffer.from(part.body).toString('hex'));
    }
  }
  return parts.join('\n');
}
