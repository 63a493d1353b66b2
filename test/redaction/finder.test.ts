/** A finder joins what rules, known values, fields and the user's rules find, and finds nothing more in what is redacted. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFinder } from '../../src/redaction/finder.ts';
import type { Finder } from '../../src/redaction/finding.ts';
import { knownSecrets } from '../../src/redaction/known-secrets.ts';
import { selectShapeRules } from '../../src/redaction/rules/list.ts';
import { drawFrom } from './planted-secret.ts';
import { plantedSecrets } from './planted-secrets.ts';

const rules = selectShapeRules({ pii: true });
const finder = createFinder({ rules, known: [], secretFields: true, user: [] });

const found = (text: string, by: Finder = finder) =>
  by.find(text).map(({ start, end, kind }) => [kind, text.slice(start, end)]);

/** The text with a marker in place of each span. */
function redacted(text: string): string {
  let at = 0;
  let out = '';
  for (const { start, end, kind } of finder.find(text)) {
    out += `${text.slice(at, start)}[redacted:${kind}]`;
    at = end;
  }
  return out + text.slice(at);
}

describe('a finder', () => {
  const draw = drawFrom(11);
  const key = `sk-proj-${draw(60)}`;

  it('gives spans in the order of the text, each with its kind', () => {
    const token = `ghp_${draw(36)}`;
    const text = `first ${token}, then ${key}`;
    expect(finder.find(text)).toEqual([
      { start: 6, end: 6 + token.length, kind: 'github-token' },
      { start: text.indexOf(key), end: text.length, kind: 'openai-key' },
    ]);
  });

  it('names a secret by its shape where its field and its scheme would name it too', () => {
    expect(found(`{"api_key": "${key}"}`)).toEqual([['openai-key', key]]);
    expect(found(`Authorization: Bearer ${key}`)).toEqual([['openai-key', key]]);
  });

  it('names a known secret by its shape, so that both sides of a recording name it alike', () => {
    const knowing = createFinder({ rules, known: knownSecrets([key]), secretFields: true, user: [] });
    expect(found(key, knowing)).toEqual([['openai-key', key]]);
  });

  it('covers all of two findings that overlap, by the name of the longer', () => {
    const secret = `${draw(10)}.${draw(20)}`;
    const user: Finder = { find: (text) => [{ start: text.length - 4, end: text.length + 0, kind: 'tail' }] };
    const both = createFinder({
      rules: [],
      known: [{ kind: 'known-secret', value: secret }],
      secretFields: false,
      user: [user],
    });
    expect(both.find(`${secret}!`)).toEqual([{ start: 0, end: secret.length + 1, kind: 'known-secret' }]);
  });

  it('finds what stands right behind something found', () => {
    const id = `AKIA${draw(16, 'A-Z')}`;
    const knowing = createFinder({ rules, known: knownSecrets([`${draw(24)}9`]), secretFields: false, user: [] });
    const [known] = knownSecrets([`${drawFrom(12)(24)}9`]);
    const value = known?.value ?? '';
    const withValue = createFinder({ rules, known: [{ kind: 'known-secret', value }], secretFields: false, user: [] });
    expect(found(value + id, knowing)).toEqual([]);
    expect(found(value + id, withValue)).toEqual([
      ['known-secret', value],
      ['aws-key-id', id],
    ]);
  });

  it('asks the user’s rules too, and never about what is a marker', () => {
    const asked: string[] = [];
    const user: Finder = {
      find(text) {
        asked.push(text);
        return [...text.matchAll(/ticket-\d+/g)].map((match) => ({
          start: match.index,
          end: match.index + match[0].length,
          kind: 'ticket',
        }));
      },
    };
    const asking = createFinder({ rules: [], known: [], secretFields: false, user: [user] });
    expect(found('see ticket-12 [redacted:ticket-12]', asking)).toEqual([['ticket', 'ticket-12']]);
    expect(asked.some((text) => text.includes('redacted'))).toBe(false);
  });

  it('finds nothing in markers, whatever stands around them', () => {
    const kinds = [...new Set(plantedSecrets.map((row) => row.kind))];
    for (const kind of kinds) {
      for (const marker of [`[redacted:${kind}]`, `[redacted:${kind}:2]`]) {
        for (const text of [
          marker,
          `"api_key": "${marker}"`,
          `PASSWORD=${marker}`,
          `Bearer ${marker}`,
          `postgres://u:${marker}@h/d`,
          `sk-${marker}`,
        ]) {
          expect(found(text)).toEqual([]);
        }
      }
    }
  });

  it('finds nothing more once markers stand in place of what it found', () => {
    const rows = fc.record({ index: fc.nat(plantedSecrets.length - 1), seed: fc.integer() }).map(({ index, seed }) => {
      const { before = '', secret = '', after = '' } = plantedSecrets[index]?.make(drawFrom(seed)) ?? {};
      return fc.constantFrom(before + secret + after, secret);
    });
    const piece = fc.oneof(
      rows.chain((row) => row),
      fc.constantFrom(
        'api_key=',
        '"password": "',
        '"',
        'token: ',
        'Bearer ',
        ' ',
        '=',
        '@',
        '://u:',
        '\\n',
        '-',
        'x',
        '%3D',
        '[redacted:',
        ']',
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const once = redacted(pieces.join(''));
        expect(redacted(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives spans that are in order, not empty, and apart', () => {
    const piece = fc.oneof(
      fc.constantFrom(...plantedSecrets.map((row) => row.make(drawFrom(5)).secret)),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        let at = 0;
        for (const { start, end } of finder.find(pieces.join(''))) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
      }),
    );
  });

  it('finds nothing in what a model’s traffic is full of', () => {
    const hex = (length: number) => draw(length, '0-9a-f');
    const texts = [
      `{"id":"chatcmpl-${draw(29)}","system_fingerprint":"fp_${hex(10)}","model":"gpt-4o-2024-08-06"}`,
      `{"id":"call_${draw(24)}","type":"function"},{"id":"toolu_01${draw(22)}"},{"id":"msg_01${draw(22)}"}`,
      `{"id":"resp_${hex(48)}","previous_response_id":"resp_${hex(48)}","prompt_cache_key":"${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}"}`,
      `{"thread_id":"thread_${draw(24)}","assistant_id":"asst_${draw(24)}","file_ids":["file-${draw(24)}"],"run_id":"run_${draw(24)}"}`,
      `{"thinking":"Let me see.","signature":"${draw(300)}=="}`,
      `{"type":"reasoning","encrypted_content":"gAAAAAB${draw(400)}"}`,
      `{"thoughtSignature": "${draw(200)}"}`,
      `{"delta":"Hi","obfuscation":"${draw(12)}"} {"p":"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"}`,
      `data:image/png;base64,${draw(5000)}==`,
      `commit ${hex(40)}\nsha256:${hex(64)}\nsha512-${draw(86)}==`,
      `{"usage":{"prompt_tokens":12,"completion_tokens_details":{"reasoning_tokens":0}},"max_tokens":4096}`,
      `{"nextPageToken":"${draw(40)}","next_token":"${draw(40)}","continuation_token": "${draw(60)}"}`,
      `{"token":" information","logprob":-0.0012,"bytes":[32,105],"top_logprobs":[{"token":"�"}]}`,
      `{"embedding":[0.0123456789,-0.9876543210,1.2345e-05],"data":"${Buffer.from(draw(300)).toString('base64')}"}`,
    ];
    const plain = createFinder({ rules: selectShapeRules({ pii: false }), known: [], secretFields: true, user: [] });
    for (const text of texts) expect(found(text, plain)).toEqual([]);
  });
});
