import { describe, expect, it } from 'vitest';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { LlmsimError } from '../../src/core/errors.ts';
import { interactionOf } from './interaction-samples.ts';

describe('an interaction file', () => {
  it('reads like this', () => {
    const sample = interactionOf({
      responseType: 'text/event-stream',
      response: 'event: delta\ndata: {"text":"Hel"}\n\nevent: delta\ndata: {"text":"lo"}   \n\ndata: [DONE]\n\n',
      chunks: [35, 37, 14],
      times: { head: 120.5, chunks: [121, 140.25, 190], end: 190.5 },
      end: 'reset',
    });
    expect(encodeInteraction(sample).text).toBe(`{
  "llmsim": 1,
  "summary": "gpt-4o: Say hello",
  "upstream": {"name":"openai","url":"https://api.openai.com/v1"},
  "dialect": "openai-chat",
  "key": {"recipe":"exact-1","sha256":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
  "request": {
    "method": "POST",
    "target": "/v1/chat/completions",
    "headers": [
      ["content-type","application/json"]
    ],
    "body": {
      "json": {
        "model": "gpt-4o",
        "messages": [
          {
            "role": "user",
            "content": "Say hello"
          }
        ]
      }
    }
  },
  "response": {
    "status": 200,
    "headers": [
      ["content-type","text/event-stream"]
    ],
    "body": {
      "sse": [
        {"event":"delta","data":{"text":"Hel"}},
        {"event":"delta","data":{"text":"lo"},"trailing":3},
        {"data":"[DONE]"}
      ]
    },
    "chunks": [35,37,14],
    "end": "reset"
  },
  "timing": {"recordedAt":"2026-08-01T12:00:00.000Z","head":120.5,"chunks":[121,140.25,190],"end":190.5}
}
`);
  });

  it('differs in one line when only the times differ', () => {
    const response = 'data: 1\n\ndata: 2\n\n';
    const first = linesOf({ response, chunks: [9, 9] });
    const second = linesOf({
      response,
      chunks: [9, 9],
      recordedAt: '2027-01-01T00:00:00.000Z',
      times: { head: 1, chunks: [2, 3], end: 4 },
    });
    expect(first.filter((line, i) => line !== second[i])).toHaveLength(1);
    expect(second).toHaveLength(first.length);
  });

  it('rounds times to a hundredth of a millisecond and lets them never decrease', () => {
    const times = { head: 10.0049, chunks: [9, 20.556, Number.NaN], end: Number.POSITIVE_INFINITY };
    expect(linesOf({ response: 'abc', chunks: [1, 1, 1], times }).at(-3)).toBe(
      '  "timing": {"recordedAt":"2026-08-01T12:00:00.000Z","head":10,"chunks":[10,20.56,20.56],"end":20.56}',
    );
  });

  it('leaves out what is as usual', () => {
    const usual = fileOf({});
    expect(Object.keys(usual.response)).toEqual(['status', 'headers', 'body']);
    const unusual = fileOf({ statusText: 'OK', decodedFrom: 'br', chunks: [0, 11], end: 'stall' });
    expect(Object.keys(unusual.response)).toEqual([
      'status',
      'statusText',
      'headers',
      'decodedFrom',
      'body',
      'chunks',
      'end',
    ]);
  });

  it('keeps empty chunks', () => {
    expect(fileOf({ response: '', chunks: [] }).response['chunks']).toBeUndefined();
    expect(fileOf({ response: '', chunks: [0] }).response['chunks']).toEqual([0]);
    expect(fileOf({ response: 'a', chunks: [0, 1, 0] }).response['chunks']).toEqual([0, 1, 0]);
  });

  it('writes unknown fields behind the known ones of their object', () => {
    const extra = { file: { tags: ['a'] }, timing: { dns: 3 }, responseBody: { note: 'n' }, key: { salt: 1 } };
    const { text } = encodeInteraction(interactionOf(), extra);
    expect(text).toMatch(/"timing": \{.*"end":200,"dns":3\},\n {2}"tags": \["a"\]\n\}\n$/);
    expect(text).toContain('      "note": "n"\n    }\n  },\n  "timing"');
    expect(text).toMatch(/"key": \{.*,"salt":1\},\n/);
  });

  it.each([
    ['too few bytes', [1]],
    ['too many bytes', [12]],
    ['no chunk', []],
    ['a fraction', [0.5, 10.5]],
    ['a step back', [12, -1]],
  ])('is not made of chunks that do not add up: %s', (_, chunks) => {
    expect(() => encodeInteraction(interactionOf({ chunks }))).toThrowError(
      expect.objectContaining({ code: 'cassette-write' }),
    );
  });

  it('is not made so large that nobody could read it again', () => {
    const summary = 'x'.repeat(64 * 1024 * 1024);
    expect(() => encodeInteraction({ ...interactionOf(), summary })).toThrowError(LlmsimError);
  });
});

function linesOf(sample: Parameters<typeof interactionOf>[0]): string[] {
  return encodeInteraction(interactionOf(sample)).text.split('\n');
}

function fileOf(sample: Parameters<typeof interactionOf>[0]): { response: Record<string, unknown> } {
  return JSON.parse(encodeInteraction(interactionOf(sample)).text);
}
