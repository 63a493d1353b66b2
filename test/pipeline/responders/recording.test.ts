import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { requestKey } from '../../../src/cassette/fingerprint.ts';
import type { CassetteStore, Place } from '../../../src/cassette/folder-store.ts';
import { currentRecipe } from '../../../src/cassette/recipes/list.ts';
import { LlmsimError } from '../../../src/core/errors.ts';
import type { Exchange } from '../../../src/core/exchange.ts';
import type { Interaction } from '../../../src/core/interaction.ts';
import { MemoryBudget } from '../../../src/core/memory-budget.ts';
import type { Hit, Refusal } from '../../../src/core/outcome.ts';
import { type RecordingOptions, recording } from '../../../src/pipeline/responders/recording.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';
import type { ExchangeReport } from '../../../src/telemetry/exchange-report.ts';
import { parseUpstream } from '../../../src/upstream/named-upstreams.ts';
import { FAKE_EPOCH, FakeClock } from '../../support/fake-clock.ts';
import { exchangeOf, MemorySink, type RequestParts } from '../../support/forwarding.ts';
import { type LiveHead, SpokenReply } from '../exchanges.ts';

const usualRecipe = currentRecipe();

class FakeStore implements CassetteStore {
  readonly prepared: string[] = [];
  readonly reserved: Place[] = [];
  readonly released: Place[] = [];
  readonly saved: { place: Place; interaction: Interaction }[] = [];
  appending = 0;
  prepareFails: Error | undefined;
  appendFails: Error | undefined;
  /** Until this resolves, no `append` does. */
  gate: Promise<void> = Promise.resolve();

  /** Until this resolves, no `prepare` does. */
  preparing: Promise<void> = Promise.resolve();

  async start(): Promise<void> {}
  async prepare(cassette: string): Promise<void> {
    this.prepared.push(cassette);
    await this.preparing;
    if (this.prepareFails !== undefined) throw this.prepareFails;
  }
  reserve(cassette: string, stem: string): Place {
    const n = this.reserved.length + 1;
    const place = { id: `${cassette}/${stem}.${n}`, cassette, stem, n };
    this.reserved.push(place);
    return place;
  }
  async append(place: Place, interaction: Interaction) {
    this.appending += 1;
    await this.gate;
    if (this.appendFails !== undefined) throw this.appendFails;
    this.saved.push({ place, interaction });
    return { id: place.id, file: `/cassettes/${place.id}.json` };
  }
  release(place: Place): void {
    this.released.push(place);
  }
}

interface Options extends Partial<RecordingOptions> {
  readonly limit?: number;
  readonly refusal?: Refusal;
}

const openai = parseUpstream('openai=https://api.example.com/base', {});

/** A recorder between a client and an upstream that a test speaks for. */
function setup({ limit = 1_000_000, refusal, ...options }: Options = {}) {
  const clock = new FakeClock();
  const store = new FakeStore();
  const budget = new MemoryBudget(limit);
  const reports: ExchangeReport[] = [];
  const forwarded: Exchange[] = [];
  let next: SpokenReply = new SpokenReply();
  const recorder = recording({
    forward: async (exchange) => {
      forwarded.push(exchange);
      return refusal ?? { kind: 'reply', reply: next };
    },
    upstreams: [openai],
    store,
    cassetteOf: (exchange) => exchange.selection.cassette ?? 'default',
    recipeOf: () => usualRecipe,
    redactor: createRedactor(),
    clock,
    authErrors: false,
    maxBody: 1000,
    report: (report) => reports.push(report),
    ...options,
  });
  // The server's own share of the account, which it lets go of when the connection of the answer closes.
  const closing: (() => void)[] = [];

  return {
    clock,
    store,
    budget,
    reports,
    forwarded,
    recorder,
    /** The memory that is still held when all connections are closed. */
    leak() {
      for (const close of closing.splice(0)) close();
      return budget.used;
    },
    exchange(parts: RequestParts = {}, others: Partial<Exchange> = {}) {
      const client = exchangeOf({ body: chat, ...parts });
      const memory = budget.open();
      memory.take(client.exchange.request.body.byteLength);
      closing.push(() => memory.release());
      return { ...client, exchange: { ...client.exchange, memory, receivedAt: clock.now(), ...others } };
    },
    /** The upstream's head is there, and the client listens. */
    async answered(exchange: Exchange, head: LiveHead = {}) {
      const upstream = new SpokenReply(head);
      next = upstream;
      const outcome = await recorder.responder(exchange);
      if (outcome.kind !== 'hit' || outcome.reply.kind !== 'live') throw new Error('no live reply');
      const sink = new MemorySink();
      outcome.reply.subscribe(sink);
      return { upstream, sink, hit: outcome satisfies Hit, reply: outcome.reply };
    },
  };
}

const chat = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say hello' }] });

describe('a complete exchange', () => {
  it('is saved with its request, its response, and when everything came', async () => {
    const { clock, store, exchange, answered, recorder } = setup();
    clock.advance(1000);
    const { exchange: asked } = exchange({
      headers: [
        ['Content-Type', 'application/json'],
        ['Authorization', 'Bearer sk-secret'],
      ],
    });
    clock.advance(100);
    const { upstream, hit } = await answered(asked, { status: 201, headers: [['X-Request-Id', 'r1']] });
    clock.advance(50);
    upstream.say('Hel');
    clock.advance(25.5);
    upstream.say('lo');
    clock.advance(10);
    upstream.sink.end([['x-sum', '1']]);
    await recorder.drain();

    expect(store.prepared).toEqual(['default']);
    const [saved] = store.saved;
    expect(saved?.place.stem).toMatch(/^openai\.chat-completions-gpt-4o-mini-say-hello-[0-9a-f]{16}$/);
    expect(hit).toMatchObject({ source: 'upstream', interaction: saved?.place.id, answeredBy: { name: 'openai' } });
    expect(saved?.interaction).toMatchObject({
      summary: 'gpt-4o-mini: Say hello',
      recordedAt: new Date(FAKE_EPOCH + 1185.5).toISOString(),
      upstream: { name: 'openai', url: 'https://api.example.com/base' },
      dialect: 'openai-chat',
      key: requestKey(createRedactor().begin(asked.request).request),
      request: {
        method: 'POST',
        target: '/v1/chat/completions',
        headers: [
          ['Content-Type', 'application/json'],
          ['Authorization', '[redacted:authorization]'],
        ],
      },
      response: {
        status: 201,
        statusText: 'OK',
        headers: [['X-Request-Id', 'r1']],
        ends: [3, 5],
        timing: { head: 100, chunks: [150, 175.5], end: 185.5 },
        end: 'complete',
      },
    });
    expect(Buffer.from(saved?.interaction.request.body ?? []).toString()).toBe(chat);
    expect(Buffer.from(saved?.interaction.response.bytes ?? []).toString()).toBe('Hello');
  });

  it('has the time of its head as the upstream gave it, also where the cassette was still being made ready', async () => {
    const { clock, store, exchange, answered, recorder } = setup();
    let ready: () => void = () => {};
    store.preparing = new Promise((resolve) => {
      ready = resolve;
    });
    const answering = answered(exchange().exchange);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(500);
    ready();
    const { upstream } = await answering;
    upstream.sink.end([]);
    await recorder.drain();
    expect(store.saved[0]?.interaction.response.timing).toEqual({ head: 0, chunks: [], end: 500 });
  });

  it('is reported, and holds no memory any more', async () => {
    const { clock, store, budget, reports, exchange, answered, recorder, leak } = setup();
    const { upstream } = await answered(exchange({ target: '/v1/chat/completions?key=secret' }).exchange);
    clock.advance(40);
    upstream.say('Hel');
    upstream.say('lo');
    expect(budget.used).toBe(chat.length + 5);
    clock.advance(10);
    upstream.sink.end([]);
    await recorder.drain();
    const id = store.reserved[0]?.id;
    expect(reports).toEqual([
      {
        method: 'POST',
        target: '/v1/chat/completions?key=[redacted:api-key]',
        upstream: 'openai',
        model: 'gpt-4o-mini',
        status: 200,
        firstChunk: 40,
        duration: 50,
        chunks: 2,
        bytes: 5,
        end: 'complete',
        saved: { kind: 'saved', interaction: id, file: `/cassettes/${id}.json` },
      },
    ]);
    expect(store.released).toEqual([]);
    expect(leak()).toBe(0);
  });

  it('is with its client before it is saved', async () => {
    const { store, reports, exchange, answered, recorder } = setup();
    let open: () => void = () => {};
    store.gate = new Promise((resolve) => {
      open = resolve;
    });
    const { upstream, sink } = await answered(exchange().exchange);
    upstream.say('Hello');
    upstream.sink.end([['x-sum', '1']]);
    expect(sink).toMatchObject({ text: 'Hello', how: 'complete', trailers: [['x-sum', '1']] });
    const drained = recorder.drain();
    await new Promise((resolve) => setImmediate(resolve));
    expect(reports).toEqual([]);
    open();
    await drained;
    expect(reports).toHaveLength(1);
  });

  it('is charged until it is saved, also when its client has gone home with the whole answer', async () => {
    const { store, budget, exchange, answered, recorder, leak } = setup();
    let open: () => void = () => {};
    store.gate = new Promise((resolve) => {
      open = resolve;
    });
    const { upstream } = await answered(exchange().exchange);
    upstream.say('Hello');
    upstream.sink.end([]);
    expect(leak()).toBe(chat.length + 5);
    open();
    await recorder.drain();
    expect(budget.used).toBe(0);
  });

  it('goes to the cassette that the client chose', async () => {
    const { store, exchange, answered, recorder } = setup();
    const { upstream } = await answered(exchange({}, { selection: { cassette: 'mine', session: 's' } }).exchange);
    upstream.sink.end([]);
    await recorder.drain();
    expect(store.saved[0]?.place.cassette).toBe('mine');
  });

  it('keeps the decoded body of a compressed response, while the client gets it as it came', async () => {
    const { store, exchange, answered, recorder } = setup();
    const packed = gzipSync('plain text');
    const { upstream, sink } = await answered(exchange().exchange, { headers: [['content-encoding', 'gzip']] });
    upstream.say(packed);
    upstream.sink.end([]);
    await recorder.drain();
    expect(Buffer.concat(sink.chunks).equals(packed)).toBe(true);
    const { response } = store.saved[0]?.interaction ?? {};
    expect(Buffer.from(response?.bytes ?? []).toString()).toBe('plain text');
    expect(response?.decodedFrom).toBe('gzip');
  });

  it('of a HEAD request keeps the length of what is not there', async () => {
    const { store, exchange, answered, recorder } = setup();
    const headers = [
      ['content-length', '99'],
      ['content-encoding', 'gzip'],
    ] as const;
    const { upstream } = await answered(exchange({ method: 'HEAD', target: '/v1/models', body: '' }).exchange, {
      headers,
    });
    upstream.sink.end([]);
    await recorder.drain();
    expect(store.saved[0]?.interaction.response).toMatchObject({ headers, ends: [] });
  });

  it.each(['reset', 'close', 'stall'] as const)('that ended by %s is saved as what it was', async (how) => {
    const { store, reports, exchange, answered, recorder, leak } = setup();
    const { upstream, sink } = await answered(exchange().exchange);
    upstream.say('par');
    upstream.sink.fail(how);
    await recorder.drain();
    expect(sink.how).toBe(how);
    expect(store.saved[0]?.interaction.response.end).toBe(how);
    expect(reports[0]).toMatchObject({ end: how, saved: { kind: 'saved' } });
    expect(leak()).toBe(0);
  });
});

describe('several exchanges', () => {
  it('get their numbers in the order in which they arrived, not in which they end', async () => {
    const { store, exchange, answered, recorder } = setup();
    const first = await answered(exchange().exchange);
    const second = await answered(exchange().exchange);
    second.upstream.say('second');
    second.upstream.sink.end([]);
    await recorder.drain();
    first.upstream.say('first');
    first.upstream.sink.end([]);
    await recorder.drain();
    const texts = store.saved.map(({ place, interaction }) => [
      place.n,
      Buffer.from(interaction.response.bytes).toString(),
    ]);
    expect(texts).toEqual([
      [2, 'second'],
      [1, 'first'],
    ]);
  });

  it('are not all written at once, and all are written when the recorder has drained', async () => {
    const { store, reports, exchange, answered, recorder, leak } = setup();
    let open: () => void = () => {};
    store.gate = new Promise((resolve) => {
      open = resolve;
    });
    for (let i = 0; i < 20; i += 1) {
      const { upstream } = await answered(exchange().exchange);
      upstream.sink.end([]);
    }
    const drained = recorder.drain();
    await new Promise((resolve) => setImmediate(resolve));
    expect(store.appending).toBeGreaterThan(0);
    expect(store.appending).toBeLessThan(20);
    open();
    await drained;
    expect(store.saved).toHaveLength(20);
    expect(reports).toHaveLength(20);
    expect(leak()).toBe(0);
  });

  it('leave nothing to wait for when there were none', async () => {
    await expect(setup().recorder.drain()).resolves.toBeUndefined();
  });
});

describe('an exchange that is not recorded', () => {
  it.each([401, 403])('because of a %i reaches the client all the same', async (status) => {
    const { store, reports, exchange, answered, recorder, leak } = setup();
    const { upstream, sink, hit } = await answered(exchange().exchange, { status });
    upstream.say('no');
    upstream.sink.end([]);
    await recorder.drain();
    expect(sink.text).toBe('no');
    expect(hit.interaction).toBeUndefined();
    expect(store.saved).toEqual([]);
    expect(store.released).toEqual(store.reserved);
    expect(reports[0]).toMatchObject({
      status,
      chunks: 1,
      bytes: 2,
      saved: { kind: 'skipped', why: `${status} is not recorded (--record-auth-errors)`, warn: false },
    });
    expect(leak()).toBe(0);
  });

  it('because of a 401 is recorded where that is asked for', async () => {
    const { store, exchange, answered, recorder } = setup({ authErrors: true });
    const { upstream } = await answered(exchange().exchange, { status: 401 });
    upstream.sink.end([]);
    await recorder.drain();
    expect(store.saved[0]?.interaction.response.status).toBe(401);
  });

  it('because the client left stops the upstream', async () => {
    const { clock, store, reports, exchange, answered, recorder, leak } = setup();
    const { upstream, reply } = await answered(exchange().exchange);
    upstream.say('par');
    clock.advance(30);
    reply.abort();
    await recorder.drain();
    expect(upstream.asked).toEqual(['abort']);
    expect(store.saved).toEqual([]);
    expect(store.released).toEqual(store.reserved);
    expect(reports).toMatchObject([
      {
        end: 'client-gone',
        duration: 30,
        bytes: 3,
        saved: { kind: 'skipped', why: 'the client left before the end', warn: false },
      },
    ]);
    expect(leak()).toBe(0);
  });

  it('because its response is larger than --max-body passes through whole, with a warning', async () => {
    const { store, reports, exchange, answered, recorder, leak } = setup({ maxBody: 10 });
    const { upstream, sink } = await answered(exchange().exchange);
    upstream.say('12345678');
    upstream.say('90abc');
    upstream.say('def');
    upstream.sink.end([]);
    await recorder.drain();
    expect(sink.text).toBe('1234567890abcdef');
    expect(store.saved).toEqual([]);
    expect(store.released).toEqual(store.reserved);
    expect(reports[0]).toMatchObject({
      chunks: 3,
      bytes: 16,
      saved: { kind: 'skipped', why: expect.stringContaining('--max-body'), warn: true },
    });
    expect(leak()).toBe(0);
  });

  it('because the memory is used up passes through whole, with a warning', async () => {
    const { budget, reports, exchange, answered, recorder, leak } = setup({ limit: 2 * chat.length + 6 });
    const one = await answered(exchange().exchange);
    const two = await answered(exchange().exchange);
    one.upstream.say('1234');
    two.upstream.say('1234');
    expect(budget.used).toBeLessThanOrEqual(2 * chat.length + 6);
    one.upstream.sink.end([]);
    two.upstream.sink.end([]);
    await recorder.drain();
    expect(two.sink.text).toBe('1234');
    expect(reports.map(({ saved }) => saved)).toMatchObject(
      [{ kind: 'saved' }, { kind: 'skipped', why: expect.stringContaining('--record-memory'), warn: true }].toSorted(
        (a, b) => (reports[0]?.saved.kind === a.kind ? -1 : reports[0]?.saved.kind === b.kind ? 1 : 0),
      ),
    );
    expect(leak()).toBe(0);
  });

  it('because its request was too large to hold does not touch the cassette', async () => {
    async function* rest() {
      yield Buffer.from('rest');
    }
    const { store, forwarded, reports, exchange, answered, recorder, leak } = setup();
    const { upstream, sink } = await answered(exchange({ bodyRest: rest() }).exchange);
    upstream.say('ok');
    upstream.sink.end([]);
    await recorder.drain();
    expect(forwarded[0]?.bodyRest).toBeDefined();
    expect(sink.text).toBe('ok');
    expect(store.prepared).toEqual([]);
    expect(store.reserved).toEqual([]);
    expect(reports[0]?.saved).toMatchObject({ kind: 'skipped', warn: true });
    expect(leak()).toBe(0);
  });

  it('because its encoding is unknown passes through, with a warning', async () => {
    const { store, reports, exchange, answered, recorder, leak } = setup();
    const { upstream, sink } = await answered(exchange().exchange, { headers: [['content-encoding', 'x-new']] });
    upstream.say(Buffer.from([0, 1, 0xff]));
    upstream.sink.end([]);
    await recorder.drain();
    expect(sink.text).toHaveLength(3);
    expect(store.saved).toEqual([]);
    expect(store.released).toEqual(store.reserved);
    expect(reports[0]?.saved).toMatchObject({ kind: 'skipped', why: expect.stringContaining('x-new'), warn: true });
    expect(leak()).toBe(0);
  });

  it('because nothing is passes through', async () => {
    const { reports, exchange, answered, recorder, leak } = setup({ store: undefined });
    const { upstream, sink, hit } = await answered(exchange().exchange);
    upstream.say('ok');
    upstream.sink.end([]);
    await recorder.drain();
    expect(sink.text).toBe('ok');
    expect(hit.interaction).toBeUndefined();
    expect(reports[0]?.saved).toEqual({ kind: 'skipped', why: 'not recording', warn: false });
    expect(leak()).toBe(0);
  });
});

describe('an exchange without an answer', () => {
  const refusal: Refusal = {
    kind: 'refusal',
    error: { status: 502, code: 'llmsim_x', message: 'openai is not there' },
  };

  it('is a refusal that is reported, and nothing is recorded', async () => {
    const { store, reports, exchange, recorder, leak } = setup({ refusal });
    expect(await recorder.responder(exchange().exchange)).toBe(refusal);
    await recorder.drain();
    expect(store.saved).toEqual([]);
    expect(store.released).toEqual(store.reserved);
    expect(reports).toMatchObject([
      {
        end: 'refused',
        status: 502,
        upstream: 'openai',
        chunks: 0,
        firstChunk: undefined,
        saved: { kind: 'skipped', why: 'openai is not there', warn: true },
      },
    ]);
    expect(leak()).toBe(0);
  });

  it('because its client had left is reported as that', async () => {
    const { reports, exchange, recorder, leak } = setup({ refusal });
    const { exchange: asked, leave } = exchange();
    leave();
    await recorder.responder(asked);
    expect(reports[0]).toMatchObject({ end: 'client-gone', saved: { kind: 'skipped', warn: false } });
    expect(leak()).toBe(0);
  });

  it('because no upstream fits is refused before anything is sent', async () => {
    const { store, forwarded, reports, exchange, recorder, leak } = setup();
    const outcome = await recorder.responder(exchange({}, { upstream: 'nobody' }).exchange);
    expect(outcome).toMatchObject({ kind: 'refusal', error: { status: 400, code: 'llmsim_no_upstream' } });
    expect(forwarded).toEqual([]);
    expect(store.prepared).toEqual([]);
    expect(reports[0]).toMatchObject({ end: 'refused', upstream: undefined, status: 400 });
    expect(leak()).toBe(0);
  });
});

describe('a cassette that cannot be written', () => {
  const full = new LlmsimError('cassette-write', 'a.json was not saved: ENOSPC', 'Free some space.');

  it('when it is prepared loses the recording, loudly, and not the answer', async () => {
    const { store, reports, exchange, answered, recorder, leak } = setup();
    store.prepareFails = full;
    const { upstream, sink, hit } = await answered(exchange().exchange);
    upstream.say('ok');
    upstream.sink.end([]);
    await recorder.drain();
    expect(sink).toMatchObject({ text: 'ok', how: 'complete' });
    expect(hit.interaction).toBeUndefined();
    expect(store.saved).toEqual([]);
    expect(reports[0]?.saved).toEqual({ kind: 'lost', why: 'a.json was not saved: ENOSPC. Free some space.' });
    expect(leak()).toBe(0);
  });

  it('when it is written to loses the recording, loudly, and gives the number back', async () => {
    const { store, reports, exchange, answered, recorder, leak } = setup();
    store.appendFails = full;
    const { upstream, sink } = await answered(exchange().exchange);
    upstream.say('ok');
    upstream.sink.end([]);
    await recorder.drain();
    expect(sink).toMatchObject({ text: 'ok', how: 'complete' });
    expect(store.released).toEqual(store.reserved);
    expect(reports[0]?.saved).toEqual({ kind: 'lost', why: 'a.json was not saved: ENOSPC. Free some space.' });
    expect(leak()).toBe(0);
  });

  it('says why also where the reason is no error of llmsim', async () => {
    const { store, reports, exchange, answered, recorder } = setup();
    store.appendFails = new TypeError('odd');
    const { upstream } = await answered(exchange().exchange);
    upstream.sink.end([]);
    await recorder.drain();
    expect(reports[0]?.saved).toEqual({ kind: 'lost', why: 'odd' });
  });

  it('because no file can have the upstream’s name loses the recording while the upstream is still thinking', async () => {
    const upstreams = [{ ...openai, name: 'x'.repeat(64) }];
    let answer: () => void = () => {};
    const thinking = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const upstream = new SpokenReply();
    const { reports, exchange, recorder, leak } = setup({
      upstreams,
      forward: async () => {
        await thinking;
        return { kind: 'reply', reply: upstream };
      },
    });
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', listen);
    onTestFinished(() => void process.off('unhandledRejection', listen));
    const answered = recorder.responder(exchange().exchange);
    await new Promise((resolve) => setImmediate(resolve));
    answer();
    const outcome = await answered;
    if (outcome.kind !== 'hit' || outcome.reply.kind !== 'live') throw new Error('no live reply');
    outcome.reply.subscribe(new MemorySink());
    upstream.sink.end([]);
    await recorder.drain();
    expect(unhandled).toEqual([]);
    expect(reports[0]?.saved).toMatchObject({ kind: 'lost' });
    expect(leak()).toBe(0);
  });
});

describe('the way upstream', () => {
  it('is taken before anything is computed for the recording', async () => {
    const order: string[] = [];
    const { exchange, recorder, store } = setup({
      forward: async () => {
        order.push('forward');
        return { kind: 'reply', reply: new SpokenReply() };
      },
      redactor: {
        ...createRedactor(),
        begin(request) {
          order.push('redact');
          return createRedactor().begin(request);
        },
      },
    });
    await recorder.responder(exchange().exchange);
    expect(order[0]).toBe('forward');
    expect(store.reserved).toHaveLength(1);
  });

  it('carries the request as it came, credentials included', async () => {
    const { forwarded, exchange, answered } = setup();
    const { exchange: asked } = exchange({ headers: [['Authorization', 'Bearer sk-secret']] });
    await answered(asked);
    expect(forwarded).toEqual([asked]);
    expect(forwarded[0]?.request.headers).toEqual([['Authorization', 'Bearer sk-secret']]);
  });
});
