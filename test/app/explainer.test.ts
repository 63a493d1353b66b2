import { describe, expect, it } from 'vitest';
import { explainer } from '../../src/app/explainer.ts';
import { defaultConfig, type SimulatorConfig } from '../../src/app/simulator-config.ts';
import { emptyLibrary } from '../../src/cassette/cassette-library.ts';
import type { Exchange } from '../../src/core/exchange.ts';
import { headerOf } from '../../src/core/headers.ts';
import type { Miss, MissReason, Refusal } from '../../src/core/outcome.ts';
import type { Missed } from '../../src/pipeline/explain.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';
import { exchangeWith } from '../pipeline/exchanges.ts';

const miss: Miss = { kind: 'miss', reasons: [{ kind: 'no-recording', cassettes: ['a'], keyPrefix: 'ff' }] };

function explained(exchange: Exchange, outcome: Miss | Refusal = miss, config: Partial<SimulatorConfig> = {}) {
  const { reply, text } = explainer({ ...defaultConfig, ...config }, emptyLibrary())(exchange, outcome);
  return { reply, text, json: JSON.parse(Buffer.from(reply.bytes).toString()) };
}

describe('a miss', () => {
  it.each([
    ['/v1/chat/completions', ['error']],
    ['/v1/messages', ['type', 'error', 'request_id']],
    ['/v1beta/models/gemini-2.0-flash:generateContent', ['error']],
    ['/api/chat', ['error']],
    ['/anything', ['error']],
  ])('at %s is a 400 in its provider’s shape that no SDK tries again', (target, fields) => {
    const { reply, json } = explained(exchangeWith({ target }));
    expect(reply.status).toBe(400);
    expect(headerOf(reply.headers, 'x-should-retry')).toBe('false');
    expect(headerOf(reply.headers, 'x-llmsim-miss')).toBe('1');
    expect(JSON.stringify(json)).toContain('llmsim_no_recording');
    expect(fields).toEqual(expect.arrayContaining(Object.keys(json)));
  });

  it('is one chunk, ready at once, with its length', () => {
    const { reply } = explained(exchangeWith());
    expect(reply).toMatchObject({
      ends: [reply.bytes.byteLength],
      timing: { head: 0, chunks: [0], end: 0 },
      end: 'complete',
    });
    expect(headerOf(reply.headers, 'content-length')).toBe(String(reply.bytes.byteLength));
  });

  it.each<[MissReason, string]>([
    [{ kind: 'no-recording', cassettes: ['a'], keyPrefix: 'ff' }, 'llmsim_no_recording'],
    [{ kind: 'cassette-absent', cassette: 'a' }, 'llmsim_no_cassette'],
    [{ kind: 'exhausted', cassette: 'a', recordings: 2 }, 'llmsim_recordings_exhausted'],
    [{ kind: 'defective', file: 'a', problem: 'b' }, 'llmsim_recording_defective'],
  ])('because of %o has a code of its own', (reason, code) => {
    expect(explained(exchangeWith(), { kind: 'miss', reasons: [reason] }).json.error.code).toBe(code);
  });

  it('has another status where that is wanted', () => {
    expect(explained(exchangeWith(), miss, { missStatus: 404 }).reply.status).toBe(404);
  });

  it('says where there is more to be read', () => {
    const { base } = exchangeWith().address;
    expect(explained(exchangeWith()).text).toContain(`${base}/__llmsim/misses`);
  });

  it('is handed on redacted, so that its story can be told', () => {
    const told: Missed[] = [];
    const explain = explainer(defaultConfig, emptyLibrary(), (missed) => told.push(missed));
    explain(exchangeWith({ target: '/v1/models?key=AIzaSecret' }), miss);
    expect(told).toMatchObject([
      { request: { target: '/v1/models?key=[redacted:api-key]' }, reasons: miss.reasons, hint: { upstream: 'gemini' } },
    ]);
  });

  it('has the words of which the operator is told, too', () => {
    const { text, json } = explained(exchangeWith());
    expect(json.error.message).toBe(text);
  });

  it.each([
    ['/v1/chat/completions', 'openai'],
    ['/v1/messages', 'anthropic'],
    ['/v1beta/models/gemini-2.0-flash:generateContent', 'gemini'],
    ['/anything', '<name or URL>'],
  ])('at %s suggests to record from %s', (target, upstream) => {
    expect(explained(exchangeWith({ target })).text).toContain(
      `--upstream ${upstream} --cassettes cassettes --cassette default`,
    );
  });

  it('suggests what is configured', () => {
    const replay = { paths: ['my/cassettes', 'more'], cassette: 'mine' };
    expect(explained(exchangeWith(), miss, replay).text).toContain('--cassettes my/cassettes --cassette mine');
    const record = { mode: 'once', root: 'rec', upstreams: [parseUpstream('groq', {})] } as const;
    expect(explained(exchangeWith(), miss, record).text).toContain(
      '--upstream groq --cassettes rec --cassette default',
    );
  });
});

describe('a refusal', () => {
  it('is its error in the provider’s shape, and no miss', () => {
    const refusal: Refusal = {
      kind: 'refusal',
      error: { status: 502, code: 'llmsim_x', message: 'openai is not there', headers: [['retry-after', '1']] },
    };
    const { reply, text, json } = explained(exchangeWith(), refusal);
    expect(reply.status).toBe(502);
    expect(text).toBe('openai is not there');
    expect(json.error).toMatchObject({ code: 'llmsim_x', message: 'openai is not there' });
    expect(headerOf(reply.headers, 'retry-after')).toBe('1');
    expect(headerOf(reply.headers, 'x-llmsim-miss')).toBeUndefined();
  });
});
