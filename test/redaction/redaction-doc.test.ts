/** docs/redaction.md tells the truth: its table of kinds is the list of rules, and its examples do what they say. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { secretsOfEnvironment } from '../../src/app/configuration.ts';
import { credentialRequestHeaders, credentialResponseHeaders } from '../../src/redaction/credential-places.ts';
import { createRedactor, defaultPolicy, type RedactionPolicy } from '../../src/redaction/redactor.ts';
import { shapeRules } from '../../src/redaction/rules/list.ts';
import { configurationOf } from '../support/checked-configurations.ts';
import { drawFrom } from './planted-secret.ts';

const document = readFileSync(new URL('../../docs/redaction.md', import.meta.url), 'utf8');

/** What stands in fenced blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...document.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);
}

/** One row a kind: by which literals its rules know it, at most ten of them. */
function rowsOfRules(): string[] {
  const known = new Map<string, Set<string>>();
  for (const { kind, anchors, optIn } of shapeRules) {
    if (optIn === 'pii') continue;
    const all = known.get(kind) ?? new Set();
    for (const anchor of anchors) all.add(anchor);
    known.set(kind, all);
  }
  return [...known]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, anchors]) => {
      const shown = [...anchors].slice(0, 10).map((anchor) => `\`${anchor}\``);
      return `| \`${kind}\` | ${shown.join(' ')}${anchors.size > shown.length ? ' …' : ''} |`;
    });
}

function redacted(
  policy: Partial<RedactionPolicy>,
  request: { target?: string; headers?: [string, string][]; body: string },
) {
  const { request: result } = createRedactor({ ...defaultPolicy, ...policy }).begin({
    method: 'POST',
    target: request.target ?? '/v1/x',
    headers: request.headers ?? [['content-type', 'application/json']],
    body: Buffer.from(request.body),
  });
  return { ...result, body: Buffer.from(result.body).toString() };
}

describe('docs/redaction.md', () => {
  it('lists every kind of the rules, and by what each is known', () => {
    const rows = document.split('\n').filter((line) => /^\| `[a-z0-9-]+` \| `/.test(line));
    expect(rows.join('\n')).toBe(rowsOfRules().join('\n'));
  });

  it('names every kind of personal data', () => {
    const kinds = new Set(shapeRules.flatMap(({ kind, optIn }) => (optIn === 'pii' ? [kind] : [])));
    const row = /^Kinds: (.*)$/m.exec(document)?.[1] ?? '';
    expect(row.match(/`([a-z-]+)`/g)?.sort()).toEqual([...kinds].map((kind) => `\`${kind}\``).sort());
  });

  it('names every header whose value goes', () => {
    for (const name of [...credentialRequestHeaders.keys(), ...credentialResponseHeaders.keys()]) {
      expect(document).toContain(`\`${name}\``);
    }
  });

  it('has a configuration that is accepted, and does what is said below it', () => {
    const [yaml = ''] = blocks('yaml');
    const configuration = configurationOf(yaml);
    const { redact } = configuration;
    const value = drawFrom(1)(24);
    const secrets = secretsOfEnvironment({ BILLING_DSN: value, OTHER_KEY: 'x' }, redact.environment ?? false);
    expect(secrets).toEqual([value]);
    const [before = '', after = ''] = blocks('http');
    const parsed = (text: string) => {
      const [head = '', body = ''] = text.trimEnd().split('\n\n');
      const [line = '', ...headers] = head.split('\n');
      return {
        target: line.split(' ')[1] ?? '',
        headers: headers.map((one) => one.split(': ') as [string, string]),
        body,
      };
    };
    const result = redacted(
      { user: redact.user, secrets, pii: redact.pii ?? false },
      parsed(before.replaceAll('<dsn>', value)),
    );
    expect({ target: result.target, headers: result.headers, body: result.body }).toEqual(parsed(after));
  });

  it('shows a stream before and after as they are', () => {
    const [before = '', after = ''] = blocks('text');
    const key = `sk-proj-${drawFrom(3)(48)}`;
    const cut = [key.slice(0, 5), key.slice(5, 30), key.slice(30)];
    const written = ['«1»', '«2»', '«3»'].reduce((text, place, i) => text.replace(place, cut[i] ?? ''), before);
    const { response } = createRedactor()
      .begin({ method: 'POST', target: '/', headers: [], body: Buffer.from('') })
      .complete({
        summary: '',
        recordedAt: '',
        upstream: { name: 'openai', url: '' },
        dialect: '',
        key: { recipe: 'exact-1', sha256: '' },
        response: {
          status: 200,
          statusText: '',
          headers: [['content-type', 'text/event-stream']],
          decodedFrom: undefined,
          bytes: Buffer.from(written),
          ends: [Buffer.byteLength(written)],
          timing: { head: 0, chunks: [0], end: 0 },
          end: 'complete',
        },
      });
    expect(written).not.toBe(before);
    expect(Buffer.from(response.bytes).toString()).toBe(after);
  });
});
