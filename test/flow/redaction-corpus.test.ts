/** Three hundred real exchanges: nothing secret in them reaches a cassette, and nearly nothing else is touched. */

import { beforeAll, describe, expect, it } from 'vitest';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { requestKey } from '../../src/cassette/fingerprint.ts';
import type { Interaction } from '../../src/core/interaction.ts';
import { dialectOf } from '../../src/dialects/list.ts';
import { stemOf } from '../../src/pipeline/titles.ts';
import { createRedactor, defaultPolicy, type Redactor } from '../../src/redaction/redactor.ts';
import { type CorpusExchange, corpusFile, exchangeOf, readCorpus } from './corpus.ts';

const file = corpusFile();
if (file === undefined) {
  console.warn('The corpus test is skipped: there is no ../shared/corpus/traffic.jsonl, and LLMSIM_CORPUS names none.');
}

/** How the fakes look that stand in the corpus for real ones; written without a look at the redactor's rules. */
const fakes: Readonly<Record<string, RegExp>> = {
  cookie: /(?:__cf_bm|_cfuvid|cf_clearance|_dd_s|session)=([\w.%+/-]{16,})/g,
  'account id': /\b((?:org-|proj_|user-)[A-Za-z0-9]{16,})\b/g,
  'AWS credential': /Credential=([^/,"\s]{12,})\//g,
  'AWS signature': /Signature=([0-9a-f]{32,})/gi,
  'URL signature': /[?&](?:sig|X-Amz-Signature|X-Goog-Signature|Signature)=([\w%+/.-]{16,})/gi,
  'AWS session token': /[?&]X-Amz-Security-Token=([\w%+/.-]{32,})/gi,
};
const email: Readonly<Record<string, RegExp>> = { 'e-mail': /([\w.+-]+@[\w-]+\.[\w.-]*[a-z])/gi };

/** Whose whole value says whose account it is. */
const accountHeaders = /^(?:openai-organization|openai-project|anthropic-organization-id|x-amz-security-token)$/i;

/** Sources wrote these for what they had taken out; they are no fakes of the corpus. */
const blanked = /redact|filter|^[<*[]|^x{3}|placeholder|test|fake|example|none|null|undefined/i;

interface Fake {
  readonly kind: string;
  readonly value: string;
}

function everythingIn({ request, response }: Interaction): string {
  const headers = [...request.headers, ...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return [request.target, headers, request.body, response.bytes]
    .map((part) => (typeof part === 'string' ? part : Buffer.from(part).toString('latin1')))
    .join('\n');
}

function fakesIn(taken: Interaction, looks: Readonly<Record<string, RegExp>>): Fake[] {
  const text = everythingIn(taken);
  const found = Object.entries(looks).flatMap(([kind, look]) =>
    [...text.matchAll(look)].map(([, value = '']) => ({ kind, value })),
  );
  const accounts = [...taken.request.headers, ...taken.response.headers]
    .filter(([name, value]) => accountHeaders.test(name) && value.length >= 6 && looks !== email)
    .map(([, value]) => ({ kind: 'account header', value }));
  return [...found, ...accounts].filter(({ value }) => !blanked.test(value));
}

interface Written {
  readonly id: string;
  /** Names and contents of all files. */
  readonly files: string;
  readonly redacted: Interaction;
}

/** What a recorder writes of an exchange. */
function written({ line, taken }: CorpusExchange, redactor: Redactor): Written {
  const { request, ...rest } = taken;
  const redacted = redactor.begin(request).complete(rest);
  const claimed = dialectOf(redacted.request);
  const titled = {
    ...claimed,
    request: redactor.begin(request).request,
    summary: claimed.dialect.describe(redacted.request),
  };
  const { text, blobs } = encodeInteraction(redacted);
  const parts = [stemOf(titled, 'corpus', requestKey(titled.request).sha256), text];
  for (const [name, bytes] of blobs) parts.push(name, Buffer.from(bytes).toString('latin1'));
  // A body that is stored as base64 is read in the plain too.
  parts.push(everythingIn(redacted));
  return { id: line.id, files: parts.join('\n'), redacted };
}

/** Whether a body differs in anything but the fakes in it. */
function isAltered(was: Uint8Array, is: Uint8Array, known: readonly Fake[]): boolean {
  if (Buffer.compare(was, is) === 0) return false;
  let expected = Buffer.from(was).toString('latin1');
  for (const value of [...new Set(known.map((fake) => fake.value))].sort((a, b) => b.length - a.length)) {
    expected = expected.replaceAll(value, '[redacted]');
  }
  return (
    expected !==
    Buffer.from(is)
      .toString('latin1')
      .replaceAll(/\[redacted:[a-z0-9-]+(?::\d+)?\]/g, '[redacted]')
  );
}

const kindsIn = (bytes: Uint8Array): string[] =>
  Buffer.from(bytes)
    .toString('latin1')
    .match(/\[redacted:[a-z0-9-]+/g)
    ?.map((marker) => marker.slice(10)) ?? [];

describe.skipIf(file === undefined)('the corpus of real traffic (skipped where it is not there)', () => {
  const exchanges: CorpusExchange[] = [];
  beforeAll(() => {
    if (file !== undefined) exchanges.push(...readCorpus(file).map(exchangeOf));
  });

  it.each([
    ['the usual rules', createRedactor(), fakes],
    ['personal data too', createRedactor({ ...defaultPolicy, pii: true }), { ...fakes, ...email }],
  ] as const)(
    'has none of its fakes in a cassette by %s, and hardly a body is altered but for them',
    (what, redactor, looks) => {
      expect(exchanges).toHaveLength(300);
      const counts = new Map<string, number>();
      const left: string[] = [];
      const altered: string[] = [];
      let touched = 0;
      for (const exchange of exchanges) {
        const known = [...fakesIn(exchange.taken, fakes), ...(looks === fakes ? [] : fakesIn(exchange.taken, email))];
        const { id, files, redacted } = written(exchange, redactor);
        for (const { kind, value } of known) {
          counts.set(kind, (counts.get(kind) ?? 0) + 1);
          if (files.includes(value)) left.push(`${id}: ${kind}`);
        }
        const { taken } = exchange;
        if (kindsIn(redacted.request.body).length + kindsIn(redacted.response.bytes).length > 0) touched += 1;
        if (isAltered(taken.request.body, redacted.request.body, known)) {
          altered.push(`${id}: request, ${kindsIn(redacted.request.body).join(' ')}`);
        } else if (isAltered(taken.response.bytes, redacted.response.bytes, known)) {
          altered.push(`${id}: response, ${kindsIn(redacted.response.bytes).join(' ')}`);
        }
      }
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const kinds = [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
      console.info(
        `${what}: ${total} fakes (${kinds}), ${left.length} left; ${touched} of 300 bodies hold a marker, ${altered.length} are altered but for the fakes\n  ${altered.join('\n  ')}`,
      );
      expect(left).toEqual([]);
      expect(total).toBeGreaterThan(150);
      expect(altered.length).toBeLessThanOrEqual(3);
    },
  );
});
