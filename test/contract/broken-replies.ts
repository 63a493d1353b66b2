/** Replies of every dialect, whole and streamed, and what a fault makes of them: planned, or live and cut at will. */

import { wordPieces } from '../../src/codec/text-pieces.ts';
import type { CollectedReply, Dialect } from '../../src/core/dialect.ts';
import type { ChosenFault } from '../../src/core/fault.ts';
import type { EndKind, LiveReply, PlannedReply, Reply, ReplySink } from '../../src/core/reply.ts';
import type { SimRequest } from '../../src/core/request.ts';
import { builtIn } from '../../src/dialects/list.ts';
import { type Broken, breakReply, faultAnswer } from '../../src/pipeline/fault/break-reply.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { wholeAnswers } from './whole-answers.ts';

export interface Sample {
  readonly name: string;
  readonly dialect: Dialect;
  readonly request: SimRequest;
  readonly streamed: boolean;
  /** One chunk an event. */
  readonly reply: PlannedReply;
}

/** One chunk a piece, the i-th at `10 × (i + 1)` ms. */
export function plannedReply(
  status: number,
  headers: PlannedReply['headers'],
  pieces: readonly Uint8Array[],
): PlannedReply {
  const ends: number[] = [];
  let length = 0;
  for (const { byteLength } of pieces) {
    length += byteLength;
    ends.push(length);
  }
  const timing = { head: 5, chunks: pieces.map((_, i) => 10 * (i + 1)), end: 10 * pieces.length + 5 };
  return {
    kind: 'planned',
    status,
    statusText: '',
    headers,
    bytes: Buffer.concat(pieces),
    ends,
    timing,
    end: 'complete',
  };
}

function wholeReply(body: Uint8Array): PlannedReply {
  return plannedReply(
    200,
    [
      ['Content-Type', 'application/json'],
      ['content-length', String(body.byteLength)],
    ],
    [body],
  );
}

function samplesOf(dialect: Dialect): Sample[] {
  return (wholeAnswers[dialect.id] ?? []).flatMap(({ what, request, whole, joined }) => {
    const body = Buffer.from(JSON.stringify(joined ?? whole));
    const collected: CollectedReply = { status: 200, headers: [['content-type', 'application/json']], body };
    const split = dialect.streaming?.split(collected, request, wordPieces);
    const asked = dialect.streaming?.otherForms(request)[0];
    if (split === undefined || asked === undefined) throw new Error(`${dialect.id} cannot stream ${what}`);
    const name = `${dialect.id}: ${what}`;
    return [
      { name, dialect, request: asked, streamed: false, reply: wholeReply(body) },
      {
        name: `${name}, streamed`,
        dialect,
        request,
        streamed: true,
        reply: plannedReply(200, split.headers, split.events),
      },
    ];
  });
}

function otherSamples(dialect: Dialect): Sample[] {
  const request: SimRequest = {
    method: 'POST',
    target: '/v1/things',
    headers: [],
    body: Buffer.from('{"stream":true}'),
  };
  const events = ['{"a":1}', '{"b":{"c":2}}', '[DONE]'].map((data) => Buffer.from(`data: ${data}\n\n`));
  return [
    {
      name: `${dialect.id}: JSON`,
      dialect,
      request: { ...request, body: Buffer.from('{}') },
      streamed: false,
      reply: wholeReply(Buffer.from('{"data":[1,2],"usage":{"total_tokens":8}}')),
    },
    {
      name: `${dialect.id}: events`,
      dialect,
      request,
      streamed: true,
      reply: plannedReply(200, [['content-type', 'text/event-stream']], events),
    },
  ];
}

export const samples: readonly Sample[] = builtIn.flatMap((dialect) => {
  const own = samplesOf(dialect);
  return own.length > 0 ? own : otherSamples(dialect);
});

/** What a client gets, and when. */
export interface Heard {
  readonly applied: boolean;
  readonly headless: boolean;
  readonly status: number;
  readonly headers: PlannedReply['headers'];
  readonly chunks: readonly { readonly bytes: Buffer; readonly at: number }[];
  readonly text: string;
  readonly body: Buffer;
  readonly headAt: number;
  readonly end: EndKind;
  readonly endAt: number;
}

async function contextOf({ dialect, request }: Sample, clock: FakeClock) {
  const client = { gone: false, onGone() {}, inform() {} };
  return {
    exchange: { request, client, receivedAt: 0 },
    dialect,
    failures: await dialect.failures(),
    clock,
  };
}

export async function brokenPlanned(sample: Sample, { action }: ChosenFault): Promise<Heard> {
  const context = await contextOf(sample, new FakeClock());
  if (action.kind === 'answer')
    return heardOf({ reply: faultAnswer(action, sample.dialect, context.failures), applied: true });
  return heardOf(await breakReply(sample.reply, action, context));
}

/** The same reply while it happens, its bytes in the chunks given. */
export async function brokenLive(
  sample: Sample,
  { action }: ChosenFault,
  chunks: readonly Uint8Array[],
): Promise<Heard> {
  const clock = new FakeClock();
  const context = await contextOf(sample, clock);
  if (action.kind === 'answer') return brokenPlanned(sample, { id: '', text: '', action });
  const upstream = new ScriptedLive(sample.reply, chunks);
  const breaking = breakReply(upstream, action, context);
  upstream.play();
  clock.advance(60_000);
  const broken = await breaking;
  if (broken.reply.kind === 'planned') return heardOf(broken);
  const heard = hear(broken.reply, clock);
  for (let i = 0; i < 100; i += 1) clock.advance(60_000);
  const parts = heard.chunks;
  const body = Buffer.concat(parts.map(({ bytes }) => bytes));
  return {
    applied: broken.applied,
    headless: false,
    status: broken.reply.status,
    headers: broken.reply.headers,
    chunks: parts,
    body,
    text: body.toString(),
    headAt: 0,
    end: heard.end,
    endAt: heard.endAt,
  };
}

function heardOf({ reply, applied }: Broken): Heard {
  if (reply.kind !== 'planned') throw new Error('a planned reply was expected');
  let start = 0;
  const chunks = reply.ends.map((end, i) => {
    const bytes = Buffer.from(reply.bytes.subarray(start, end));
    start = end;
    return { bytes, at: reply.timing.chunks[i] ?? Number.NaN };
  });
  const body = Buffer.from(reply.bytes);
  return {
    applied,
    headless: reply.headless === true,
    status: reply.status,
    headers: reply.headers,
    chunks,
    body,
    text: body.toString(),
    headAt: reply.timing.head,
    end: reply.end,
    endAt: reply.timing.end,
  };
}

function hear(reply: LiveReply, clock: FakeClock) {
  const heard = { chunks: [] as { bytes: Buffer; at: number }[], end: 'stall' as EndKind, endAt: 0 };
  reply.subscribe({
    chunk(bytes) {
      heard.chunks.push({ bytes: Buffer.from(bytes), at: clock.now() });
      return true;
    },
    end() {
      heard.end = 'complete';
      heard.endAt = clock.now();
    },
    fail(how) {
      heard.end = how;
      heard.endAt = clock.now();
    },
  });
  return heard;
}

/** An upstream that has sent all before anybody listens, and gives it as fast as it is taken. */
export class ScriptedLive implements LiveReply {
  readonly kind = 'live';
  readonly status: number;
  readonly statusText = '';
  readonly headers: Reply['headers'];
  aborted = false;
  /** All was heard, the end included. */
  ended = false;
  readonly #left: Uint8Array[];
  #sink: ReplySink | undefined;
  #paused = false;
  #playing = false;

  constructor({ status, headers }: Pick<PlannedReply, 'status' | 'headers'>, chunks: readonly Uint8Array[]) {
    this.status = status;
    this.headers = headers;
    this.#left = [...chunks];
  }

  subscribe(sink: ReplySink): void {
    this.#sink = sink;
    this.#flow();
  }

  play(): void {
    this.#playing = true;
    this.#flow();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#flow();
  }

  abort(): void {
    this.aborted = true;
  }

  #flow(): void {
    while (this.#playing && this.#sink !== undefined && !this.#paused && !this.aborted && !this.ended) {
      const next = this.#left.shift();
      if (next === undefined) {
        this.ended = true;
        this.#sink.end([]);
      } else if (!this.#sink.chunk(next)) this.#paused = true;
    }
  }
}
