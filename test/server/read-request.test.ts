import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { MemoryBudget, unmetered } from '../../src/core/memory-budget.ts';
import { forgetHeaders, hasBody, type ReadBody, readBody } from '../../src/server/read-request.ts';

function requestOf(headers: Record<string, string>): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  return request;
}

const streamed = { 'transfer-encoding': 'chunked' };

/** What is read of a body that comes in `pieces`; undefined when the client leaves after the last. */
async function read(pieces: readonly string[], limit: number, memory = unmetered, leaves = false) {
  const request = requestOf(streamed);
  const results: ReadBody[] = [];
  readBody(request, limit, memory, (body) => results.push(body));
  for (const piece of pieces) request.push(Buffer.from(piece));
  if (leaves) request.destroy();
  else request.push(null);
  await new Promise((resolve) => setImmediate(resolve));
  expect(results.length).toBeLessThanOrEqual(1);
  return results[0];
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += Buffer.from(piece).toString();
  return text;
}

describe('whether a request has a body', () => {
  it.each([
    [{}, false],
    [{ 'content-length': '0' }, false],
    [{ 'content-length': '5' }, true],
    [{ 'transfer-encoding': 'chunked' }, true],
  ])('%o: %s', (headers, expected) => {
    expect(hasBody(requestOf(headers as Record<string, string>))).toBe(expected);
  });
});

describe('reading a body', () => {
  it('is done at once where there is none', () => {
    const results: ReadBody[] = [];
    readBody(requestOf({}), 10, unmetered, (body) => results.push(body));
    expect(results).toEqual([{ body: new Uint8Array(0), rest: undefined }]);
  });

  it('gives the pieces as one', async () => {
    const result = await read(['{"a"', ':', '1}'], 100);
    expect(Buffer.from(result?.body ?? []).toString()).toBe('{"a":1}');
    expect(result?.rest).toBeUndefined();
  });

  it('takes a body that is exactly as large as the limit', async () => {
    expect((await read(['12345', '67890'], 10))?.rest).toBeUndefined();
  });

  it('gives what came so far and the rest of a body that is larger', async () => {
    const result = await read(['12345', '678901', 'abc', 'def'], 10);
    const beginning = Buffer.from(result?.body ?? []).toString();
    if (result?.rest === undefined) throw new Error('there is no rest');
    expect(beginning + (await textOf(result.rest))).toBe('12345678901abcdef');
    expect(beginning.length).toBeGreaterThan(10);
  });

  it('charges what it holds, and gives the rest as a stream when the budget is spent', async () => {
    const budget = new MemoryBudget(8);
    const account = budget.open();
    const result = await read(['12345', '6789'], 100, account);
    expect(result?.rest).toBeDefined();
    expect(budget.used).toBe(5);
    account.release();
    expect(budget.used).toBe(0);
  });

  it('says nothing about a client that leaves before the end', async () => {
    expect(await read(['123'], 100, unmetered, true)).toBeUndefined();
  });
});

describe('a request that nobody looks at again', () => {
  it('holds its headers no longer, and none of those of others', () => {
    const requests = [requestOf({ a: '1' }), requestOf({ b: '2' })];
    for (const request of requests) {
      request.rawHeaders.push('a', '1');
      forgetHeaders(request);
    }
    for (const request of requests) {
      expect(request.headers).toEqual({});
      expect(request.rawHeaders).toEqual([]);
    }
  });
});
