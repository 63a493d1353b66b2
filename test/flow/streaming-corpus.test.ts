/** Real streams put together, and taken apart again: each says the same in both forms. */

import { describe, expect, it } from 'vitest';
import { wordPieces } from '../../src/codec/text-pieces.ts';
import type { Answer } from '../../src/core/answer.ts';
import type { CollectedReply } from '../../src/core/dialect.ts';
import { dialectOf } from '../../src/dialects/list.ts';
import { corpusFile, exchangeOf, readCorpus } from './corpus.ts';

const file = corpusFile();
if (file === undefined) {
  console.warn('The corpus is not there (../shared/corpus/traffic.jsonl, LLMSIM_CORPUS): its streams are not checked.');
}

interface Tally {
  streams: number;
  joined: number;
  wholes: number;
  split: number;
  readonly wrong: string[];
}

describe.skipIf(file === undefined)('the streams of the corpus (skipped where it is not there)', () => {
  const exchanges = (file === undefined ? [] : readCorpus(file)).map(exchangeOf);

  it('say the same as the whole answers that they make, and as the streams of these', () => {
    const tallies = new Map<string, Tally>();
    for (const { line, taken } of exchanges) {
      const { dialect } = dialectOf(taken.request);
      const { streaming } = dialect;
      if (streaming === undefined || taken.response.status !== 200) continue;
      const tally = tallies.get(dialect.id) ?? { streams: 0, joined: 0, wholes: 0, split: 0, wrong: [] };
      tallies.set(dialect.id, tally);
      const reply: CollectedReply = {
        status: 200,
        headers: taken.response.headers,
        body: taken.response.bytes,
      };
      const said = dialect.answerOf(reply);
      const apart = (whole: CollectedReply): CollectedReply | undefined => {
        const stream = streaming.split(whole, taken.request, wordPieces);
        return stream === undefined ? undefined : { ...stream, body: Buffer.concat(stream.events) };
      };
      const compare = (what: string, other: CollectedReply): void => {
        const different = differences(said, dialect.answerOf(other));
        if (different.length > 0) tally.wrong.push(`${line.id} ${what}: ${different.join(', ')}`);
      };
      if (dialect.describe(taken.request).stream) {
        tally.streams += 1;
        const whole = streaming.join(reply);
        if (whole === undefined) continue;
        tally.joined += 1;
        compare('joined', whole);
        const again = apart(whole);
        if (again === undefined) tally.wrong.push(`${line.id}: what was joined cannot be split`);
        else compare('joined and split', again);
      } else {
        tally.wholes += 1;
        const stream = apart(reply);
        if (stream === undefined) continue;
        tally.split += 1;
        compare('split', stream);
        const whole = streaming.join(stream);
        if (whole === undefined) tally.wrong.push(`${line.id}: what was split cannot be joined`);
        else compare('split and joined', whole);
      }
    }
    for (const [id, { streams, joined, wholes, split }] of tallies) {
      console.info(`${id}: ${joined} of ${streams} streams joined, ${split} of ${wholes} whole answers split`);
    }
    expect([...tallies.values()].flatMap(({ wrong }) => wrong)).toEqual([]);
    expect([...tallies.values()].reduce((sum, { joined }) => sum + joined, 0)).toBeGreaterThan(80);
  });
});

/** Usage is compared where both have it: a stream may be asked for without. */
function differences(one: Answer | undefined, other: Answer | undefined): string[] {
  if (one === undefined || other === undefined) return one === other ? [] : ['one says nothing'];
  return [
    ...(said(one) === said(other) ? [] : [`${said(one)} became ${said(other)}`]),
    ...(one.model === other.model ? [] : ['model']),
    ...(one.usage === undefined ||
    other.usage === undefined ||
    JSON.stringify(one.usage) === JSON.stringify(other.usage)
      ? []
      : [`usage ${JSON.stringify(one.usage)} became ${JSON.stringify(other.usage)}`]),
  ];
}

/** Where arguments are an object in one form and text in the other, their spacing is not kept. */
function said({ choices }: Answer): string {
  const compact = (text: string): string => {
    try {
      return JSON.stringify(JSON.parse(text));
    } catch {
      return text;
    }
  };
  return JSON.stringify(
    choices.map((choice) => ({
      ...choice,
      toolCalls: choice.toolCalls.map((call) => ({ ...call, arguments: compact(call.arguments) })),
    })),
  );
}
