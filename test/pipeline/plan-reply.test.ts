import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../../src/core/headers.ts';
import type { Interaction, RecordedResponse } from '../../src/core/interaction.ts';
import { planReply, unplayable } from '../../src/pipeline/plan-reply.ts';
import { interactionOf } from '../cassette/interaction-samples.ts';

function planned(response: Partial<RecordedResponse>, method = 'POST') {
  const base: Interaction = interactionOf({ response: 'abcdef', chunks: [2, 4] });
  return planReply({ ...base, request: { ...base.request, method }, response: { ...base.response, ...response } });
}

function headersWith(headers: HeaderList, response: Partial<RecordedResponse> = {}, method = 'POST'): HeaderList {
  return planned({ ...response, headers }, method).headers;
}

describe('the plan of a recorded reply', () => {
  it('has status, reason, bytes, boundaries, times and end as recorded', () => {
    const response = {
      status: 429,
      statusText: 'Slow Down',
      timing: { head: 1, chunks: [2, 3], end: 4 },
      end: 'reset',
    } as const;
    const plan = planned(response);
    expect(plan).toMatchObject({ kind: 'planned', ends: [2, 6], ...response });
    expect(Buffer.from(plan.bytes).toString()).toBe('abcdef');
  });

  it('has the end-to-end headers in their order, case and number', () => {
    const headers: HeaderList = [
      ['Set-Cookie', 'a'],
      ['X-Request-Id', 'r'],
      ['set-cookie', 'b'],
      ['Retry-After', '3'],
    ];
    expect(headersWith(headers)).toEqual(headers);
  });

  it.each(['Connection', 'keep-alive', 'Transfer-Encoding', 'TE', 'Trailer', 'Upgrade', 'Alt-Svc', 'Content-Encoding'])(
    'leaves out %s',
    (name) => {
      expect(
        headersWith([
          [name, 'x'],
          ['a', 'b'],
        ]),
      ).toEqual([['a', 'b']]);
    },
  );
});

describe('the length in a plan', () => {
  const declared: HeaderList = [['Content-Length', '999']];

  it('is the true one of a complete body', () => {
    expect(headersWith(declared)).toEqual([['Content-Length', '6']]);
  });

  it('is not invented where none was sent', () => {
    expect(headersWith([['a', 'b']])).toEqual([['a', 'b']]);
  });

  it.each(['reset', 'close', 'stall'] as const)('stays what was promised before a %s', (end) => {
    expect(headersWith(declared, { end })).toEqual(declared);
  });

  it.each([
    ['HEAD', 200],
    ['head', 200],
    ['GET', 304],
    ['DELETE', 204],
  ])('stays what was told of a body that is not there (%s, %i)', (method, status) => {
    expect(headersWith(declared, { status, bytes: new Uint8Array(0), ends: [] }, method)).toEqual(declared);
  });
});

describe('a head that HTTP cannot carry', () => {
  function problemOf(response: Partial<RecordedResponse>): string | undefined {
    const base = interactionOf();
    return unplayable({ ...base, response: { ...base.response, ...response } });
  }

  it.each<[Partial<RecordedResponse>, string]>([
    [{ status: 100 }, 'status 100'],
    [{ status: 199 }, 'status 199'],
    [{ statusText: 'a\nb' }, 'statusText'],
    [{ statusText: '→' }, 'statusText'],
    [{ headers: [['a b', 'c']] }, '"a b"'],
    [{ headers: [['', 'c']] }, '""'],
    [
      {
        headers: [
          ['ok', 'c'],
          ['x-a', 'b\r\nc: d'],
        ],
      },
      'header x-a',
    ],
    [{ headers: [['x-a', '→']] }, 'header x-a'],
    [{ headers: [['x-a', '\u007f']] }, 'header x-a'],
  ])('is told: %o', (response, words) => {
    expect(problemOf(response)).toContain(words);
  });

  it.each<Partial<RecordedResponse>>([
    { status: 200, statusText: '', headers: [] },
    { status: 999, statusText: 'Très\tbien', headers: [["x!#$%&'*+-.^_`|~9", 'é\t ']] },
    { headers: [['x-empty', '']] },
  ])('is not every unusual one: %o', (response) => {
    expect(problemOf(response)).toBeUndefined();
  });
});
