/** Forwards to an upstream and records what comes back; the client's bytes never wait for the recording. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { storedKey } from '../../cassette/fingerprint.ts';
import type { CassetteStore, Place } from '../../cassette/folder-store.ts';
import type { Recipe } from '../../cassette/recipe.ts';
import type { Clock } from '../../core/clock.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { Exchange } from '../../core/exchange.ts';
import type { InteractionKey } from '../../core/interaction.ts';
import type { Outcome, Responder } from '../../core/outcome.ts';
import type { EndKind, LiveReply, ReplyHead } from '../../core/reply.ts';
import { type ClaimedRequest, dialectOf } from '../../dialects/list.ts';
import type { InteractionRedaction, Redactor } from '../../redaction/redactor.ts';
import type { ExchangeReport, Saved } from '../../telemetry/exchange-report.ts';
import { chooseUpstream } from '../../upstream/choose-upstream.ts';
import type { Forwarder } from '../../upstream/forward.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { interactionOfTake } from '../interaction-of-take.ts';
import { Take } from '../take.ts';
import { tap } from '../tap.ts';
import { stemOf, type Titled } from '../titles.ts';
import { Turns } from '../turns.ts';

export interface RecordingOptions {
  readonly forward: Forwarder;
  readonly upstreams: readonly Upstream[];
  /** Undefined passes everything through and records nothing. */
  readonly store: CassetteStore | undefined;
  readonly cassetteOf: (exchange: Exchange) => string;
  readonly recipeOf: (cassette: string) => Recipe;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** Record 401 and 403 too. */
  readonly authErrors: boolean;
  /** The largest body that is recorded, in bytes. */
  readonly maxBody: number;
  readonly report: (report: ExchangeReport) => void;
  /** By which reports name an exchange; undefined leaves it out. */
  readonly requestId?: ((exchange: Exchange) => string) | undefined;
}

export interface Recording {
  readonly responder: Responder;
  /** Resolves when everything that is complete has been written. What is cut from now on is cut by us: not recorded. */
  drain(): Promise<void>;
}

/** Bodies are decoded and written this many at a time, so that their working copies stay bounded too. */
const writers = 4;

export function recording(options: RecordingOptions): Recording {
  const pending = new Set<Promise<void>>();
  const turns = new Turns(writers);
  let stopping = false;
  const inTurn = (work: () => Promise<void>): void => {
    const promise = turns.run(work).finally(() => pending.delete(promise));
    pending.add(promise);
  };
  return {
    async responder(exchange) {
      return new RecordedExchange(exchange, options, inTurn, () => stopping).answer();
    },
    async drain() {
      stopping = true;
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

/** One exchange on its way through the proxy. */
class RecordedExchange {
  readonly #exchange: Exchange;
  readonly #options: RecordingOptions;
  readonly #inTurn: (work: () => Promise<void>) => void;
  readonly #stopping: () => boolean;
  readonly #claimed: ClaimedRequest;
  readonly #take: Take;
  #begun: InteractionRedaction | undefined;
  #known: Titled | undefined;
  #keyed: InteractionKey | undefined;
  #upstream: Upstream | undefined;
  #reserving: Promise<void> | undefined;
  #place: Place | undefined;
  #givenUp = false;
  #lost: string | undefined;
  #head: ReplyHead | undefined;
  #headAt = 0;

  constructor(
    exchange: Exchange,
    options: RecordingOptions,
    inTurn: (work: () => Promise<void>) => void,
    stopping: () => boolean,
  ) {
    this.#stopping = stopping;
    this.#exchange = exchange;
    this.#options = options;
    this.#inTurn = inTurn;
    this.#claimed = dialectOf(exchange.request);
    this.#take = new Take(exchange.memory, options.maxBody);
  }

  // All are computed at first use, which is when the request is already on its way.
  get #redaction(): InteractionRedaction {
    this.#begun ??= this.#options.redactor.begin(this.#exchange.request);
    return this.#begun;
  }

  get #titled(): Titled {
    if (this.#known === undefined) {
      const { request } = this.#redaction;
      this.#known = { ...this.#claimed, request, summary: this.#claimed.dialect.describe(request) };
    }
    return this.#known;
  }

  get #key(): InteractionKey {
    const { recipeOf, cassetteOf } = this.#options;
    this.#keyed ??= storedKey(recipeOf(cassetteOf(this.#exchange)).keyOf(this.#redaction.request));
    return this.#keyed;
  }

  async answer(): Promise<Outcome> {
    const { upstreams, forward, store } = this.#options;
    const choice = chooseUpstream(upstreams, this.#exchange.upstream, this.#claimed.dialect.family);
    if (choice.kind !== 'upstream') return this.#refuse({ kind: 'refusal', error: choice.error });
    this.#upstream = choice.upstream;
    if (this.#exchange.bodyRest !== undefined) {
      this.#take.spoil('the request is larger than --max-body, or all open recordings together passed --record-memory');
    }
    // The request is on its way before anything is computed for the recording.
    const forwarded = forward(this.#exchange, choice.upstream).then((result) => {
      this.#headAt = this.#elapsed();
      return result;
    });
    if (store !== undefined && this.#take.spoiled === undefined) {
      // A turn later: what is computed for the recording would keep the upstream from the processor that it needs now.
      this.#reserving = nextTurn().then(() => this.#reserve(store, choice.upstream));
    }
    const result = await forwarded;
    if (result.kind === 'refusal') return this.#refuse(result);
    this.#head = result.reply;
    // One turn of the event loop is enough for a cassette that is ready; a slow disk does not hold up the answer, which
    // then does not name its file.
    if (this.#reserving !== undefined && this.#place === undefined) await Promise.race([this.#reserving, nextTurn()]);
    return this.#tapped(result.reply, choice.upstream);
  }

  /** Takes the number of this recording in order of arrival, or notes why the cassette cannot be written. */
  async #reserve(store: CassetteStore, upstream: Upstream): Promise<void> {
    const cassette = this.#options.cassetteOf(this.#exchange);
    try {
      const stem = stemOf(this.#titled, upstream.name, this.#key.sha256);
      await store.prepare(cassette);
      // Over before the cassette was ready: the number is the next request's.
      if (!this.#givenUp) this.#place = store.reserve(cassette, stem);
    } catch (error) {
      this.#lost = problem(error);
    }
  }

  #tapped(reply: LiveReply, answeredBy: Upstream): Outcome {
    const skip = this.#skipReason(reply);
    this.#exchange.memory.retain();
    if (skip !== undefined) this.#take.spoil(skip.why);
    const gone = (): void => {
      this.#giveUp();
      this.#report('client-gone', { kind: 'skipped', why: 'the client left before the end', warn: false });
    };
    const tapped = tap(reply, {
      chunk: (bytes) => this.#take.add(bytes, this.#elapsed()),
      end: (how) => {
        if (how !== 'complete' && (this.#stopping() || this.#exchange.client.gone)) return gone();
        const endAt = this.#elapsed();
        this.#inTurn(() => this.#settle(how, endAt, skip));
      },
      gone,
    });
    const interaction = skip === undefined ? this.#place?.id : undefined;
    return { kind: 'hit', source: 'upstream', interaction, reply: tapped, answeredBy };
  }

  #skipReason(reply: LiveReply): Exclude<Saved, { kind: 'saved' }> | undefined {
    if (this.#options.store === undefined) return { kind: 'skipped', why: 'not recording', warn: false };
    if (this.#lost !== undefined) return { kind: 'lost', why: this.#lost };
    if (this.#take.spoiled !== undefined) return { kind: 'skipped', why: this.#take.spoiled, warn: true };
    if ((reply.status === 401 || reply.status === 403) && !this.#options.authErrors) {
      return { kind: 'skipped', why: `${reply.status} is not recorded (--record-auth-errors)`, warn: false };
    }
    return undefined;
  }

  async #settle(end: EndKind, endAt: number, skip: Saved | undefined): Promise<void> {
    const saved = skip ?? (await this.#save(end, endAt));
    this.#giveUp(saved.kind === 'saved');
    this.#report(end, saved, endAt);
  }

  async #save(end: EndKind, endAt: number): Promise<Saved> {
    const { store, clock, maxBody } = this.#options;
    await this.#reserving;
    if (this.#lost !== undefined) return { kind: 'lost', why: this.#lost };
    const [place, head, upstream] = [this.#place, this.#head, this.#upstream];
    if (this.#take.spoiled !== undefined) return { kind: 'skipped', why: this.#take.spoiled, warn: true };
    if (store === undefined || place === undefined || head === undefined || upstream === undefined) {
      return { kind: 'skipped', why: 'not recording', warn: false };
    }
    try {
      const about = { head, headAt: this.#headAt, end, endAt };
      const exchange = {
        titled: this.#titled,
        redaction: this.#redaction,
        key: this.#key,
        upstream,
        date: () => clock.date(),
      };
      const taken = await interactionOfTake(this.#take, about, exchange, maxBody);
      if (taken.kind === 'unrecordable') return { kind: 'skipped', why: taken.why, warn: true };
      const { id, file } = await store.append(place, taken.interaction);
      return { kind: 'saved', interaction: id, file };
    } catch (error) {
      return { kind: 'lost', why: problem(error) };
    }
  }

  #refuse(refusal: Extract<Outcome, { kind: 'refusal' }>): Outcome {
    this.#giveUp();
    const gone = this.#exchange.client.gone;
    const why = gone ? 'the client left before the answer' : refusal.error.message;
    this.#report(
      gone ? 'client-gone' : 'refused',
      { kind: 'skipped', why, warn: !gone },
      undefined,
      refusal.error.status,
    );
    return refusal;
  }

  /** Lets go of the memory, and of the reserved number unless it was used. */
  #giveUp(used = false): void {
    if (this.#head !== undefined) this.#exchange.memory.release();
    if (used) return;
    this.#givenUp = true;
    if (this.#place !== undefined) this.#options.store?.release(this.#place);
  }

  #elapsed(): number {
    return this.#options.clock.now() - this.#exchange.receivedAt;
  }

  /** Of the redacted request where there is one; else its body is not searched for the sake of one word. */
  #model(): string | undefined {
    if (this.#known !== undefined) return this.#known.summary.model;
    const { model } = this.#claimed.dialect.describe(this.#exchange.request);
    return model === undefined ? undefined : this.#redaction.text(model);
  }

  #report(end: ExchangeReport['end'], saved: Saved, duration = this.#elapsed(), status = this.#head?.status): void {
    const requestId = this.#options.requestId?.(this.#exchange);
    this.#options.report({
      ...(requestId === undefined ? {} : { requestId }),
      method: this.#exchange.request.method,
      target: this.#redaction.target,
      upstream: this.#upstream?.name,
      model: this.#model(),
      status,
      firstChunk: this.#take.firstChunk,
      duration,
      chunks: this.#take.count,
      bytes: this.#take.bytes,
      end,
      saved,
    });
  }
}

function problem(error: unknown): string {
  if (error instanceof LlmsimError) {
    const end = /[.!?…]$/.test(error.message) ? '' : '.';
    return error.hint === '' ? error.message : `${error.message}${end} ${error.hint}`;
  }
  return error instanceof Error ? error.message : String(error);
}
