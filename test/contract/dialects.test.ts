/** What every dialect must do, whoever wrote it: own ids, claims that exclude each other, errors with code and message, totality. */

import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../../src/core/headers.ts';
import { builtIn, dialectOf } from '../../src/dialects/list.ts';
import { claimedPaths } from './dialect-paths.ts';

const rows = claimedPaths.map(
  ([method, target, id, endpoint, headers = []]) => [method, target, id, endpoint, headers] as const,
);
const folder = fileURLToPath(new URL('../../src/dialects', import.meta.url));

describe('the list of dialects', () => {
  it('has one entry for each folder, under the folder’s name', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(builtIn.map((dialect) => dialect.id).sort()).toEqual(folders.map((entry) => entry.name).sort());
    for (const { id } of builtIn) expect(existsSync(`${folder}/${id}/dialect.ts`), id).toBe(true);
  });

  it('ends with generic, which claims everything', () => {
    expect(builtIn.at(-1)?.id).toBe('generic');
    fc.assert(
      fc.property(fc.string(), fc.string(), (method, target) => {
        expect(builtIn.at(-1)?.claims({ method, target, headers: [] })?.endpoint).toMatch(/^[a-z0-9-]+$/);
      }),
    );
  });

  it('falls back to generic also where the given list does not claim', () => {
    expect(dialectOf({ method: 'GET', target: '/x', headers: [] }, []).dialect.id).toBe('generic');
  });
});

describe('claims', () => {
  it.each(rows)('%s %s is %s, %s', (method, target, id, endpoint, headers) => {
    const request = { method, target, headers };
    const claimed = dialectOf(request);
    expect([claimed.dialect.id, claimed.operation.endpoint]).toEqual([id, endpoint]);
    const claiming = builtIn.filter((dialect) => dialect.id !== 'generic' && dialect.claims(request) !== undefined);
    expect(claiming.map((dialect) => dialect.id)).toEqual(id === 'generic' ? [] : [id]);
  });

  it('are independent of a query behind the path', () => {
    for (const [method, target, id, , headers] of claimedPaths) {
      if (target.includes('?')) continue;
      const request = { method, target: `${target}?after=x/v1/messages`, headers: headers ?? [] };
      expect(dialectOf(request).dialect.id, target).toBe(id);
    }
  });

  it('hold under any base path in front of a version', () => {
    for (const [method, target, id, , headers] of claimedPaths) {
      if (!/^\/v1(?:beta)?\/(?!projects)/.test(target) || id === 'generic') continue;
      const request = { method, target: `/gateway/team-7${target}`, headers: headers ?? [] };
      expect(dialectOf(request).dialect.id, target).toBe(id);
    }
  });
});

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json().map((text) => Buffer.from(text)),
  fc.array(fc.json()).map((values) => Buffer.from(values.map((value) => `event: x\ndata: ${value}\n\n`).join(''))),
  fc.array(fc.json()).map((values) => Buffer.from(values.join('\n'))),
);

/** JSON of any shape under the keys that dialects read, so that wrong types meet every branch. */
const keys =
  `model stream prompt input messages role content text type parts contents choices delta message index tool_calls function
   arguments name id output item response candidates content_block steps event_type error results outputs texts requests thinking
   reasoning_content embeddings embedding values data images predictions generations retrievalResults summary detail errors
   contentBlockDelta contentBlockStart start toolUse reasoningContent result custom_id status`.split(/\s+/);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(
      null,
      0,
      -1,
      'text',
      '',
      true,
      false,
      'message',
      'user',
      'content_block_delta',
      'response.output_item.added',
    ),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 5 }),
  ),
}));
const wrongShapes = fc
  .array(tree, { minLength: 1, maxLength: 3 })
  .map((values) => Buffer.from(values.map((value) => JSON.stringify(value)).join('\n')));

describe.each(builtIn.map((dialect) => [dialect.id, dialect] as const))('%s', (_, dialect) => {
  it.each([400, 401, 403, 404, 413, 418, 429, 500, 502, 503, 529])(
    'writes an error of status %i as JSON with code and message',
    (status) => {
      const headers: HeaderList = [
        ['retry-after', '7'],
        ['x-should-retry', 'false'],
      ];
      const error = { status, code: 'llmsim_no_recording', message: 'No "recording" for this request.', headers };
      const written = dialect.writeError(error);
      expect(written.status).toBe(status);
      expect(written.headers).toEqual(expect.arrayContaining([['content-type', 'application/json'], ...headers]));
      expect(written.headers.map(([name]) => name)).not.toContain('content-length');
      expect(written.headers.filter(([name]) => name === 'content-type')).toHaveLength(1);
      JSON.parse(written.body);
      expect(written.body).toContain('llmsim_no_recording');
      const read = dialect.textOf({ status, headers: written.headers, body: Buffer.from(written.body) });
      expect(read).toContain('No "recording" for this request.');
    },
  );

  it('does not repeat a content type that an error brings along', () => {
    const headers: HeaderList = [['Content-Type', 'text/plain']];
    const written = dialect.writeError({ status: 400, code: 'c', message: 'm', headers });
    expect(written.headers.filter(([name]) => name.toLowerCase() === 'content-type')).toEqual([
      ['content-type', 'application/json'],
    ]);
  });

  it('describes any request and reads any reply without throwing', () => {
    const bodies = fc.oneof(anyBytes, wrongShapes);
    const targets = fc.oneof(fc.string(), fc.constantFrom(...claimedPaths.map(([, target]) => target)));
    const statuses = fc.constantFrom(200, 204, 304, 404, 500);
    fc.assert(
      fc.property(bodies, targets, statuses, (body, target, status) => {
        const summary = dialect.describe({ method: 'POST', target, headers: [], body });
        expect(typeof summary.stream).toBe('boolean');
        expect(['string', 'undefined']).toContain(typeof summary.model);
        expect(['string', 'undefined']).toContain(typeof summary.prompt);
        expect(typeof dialect.textOf({ status, headers: [], body })).toBe('string');
        for (const { end } of dialect.saidIn(body)?.events ?? []) {
          expect(end).toBeGreaterThan(0);
          expect(end).toBeLessThanOrEqual(body.byteLength);
        }
        expect(dialect.claims({ method: 'POST', target, headers: [] })?.endpoint ?? 'none').toMatch(/^[a-z0-9-]+$/);
      }),
      { numRuns: 300 },
    );
  });

  it('reads JSON that is nested beyond the stack without throwing', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    for (const text of [
      `{"choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":${deep}}}]}}]}`,
      `{"type":"message","content":[{"type":"tool_use","name":"f","input":${deep}}]}`,
      `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${deep}}}]}}]}`,
      `{"error":${deep}}`,
    ]) {
      expect(typeof dialect.textOf({ status: 200, headers: [], body: Buffer.from(text) })).toBe('string');
      expect(dialect.saidIn(Buffer.from(text))?.framing).toBe('document');
      expect(
        typeof dialect.describe({ method: 'POST', target: '/', headers: [], body: Buffer.from(text) }).stream,
      ).toBe('boolean');
    }
  });
});
