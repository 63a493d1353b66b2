/** The one listener: takes requests from `node:http`, lets the pipeline answer them, and writes what comes out. */

import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../core/clock.ts';
import type { Exchange, Selection } from '../core/exchange.ts';
import { type HeaderList, headerOf, headersFromFlat } from '../core/headers.ts';
import { type MemoryBudget, unmetered } from '../core/memory-budget.ts';
import type { Hit, Miss, Refusal, Responder } from '../core/outcome.ts';
import type { PlannedReply } from '../core/reply.ts';
import { ReplyMemo } from '../core/reply-memo.ts';
import { withReplyHeaders } from '../core/reply-with-headers.ts';
import type { AnswerObserver, AnswerWatch } from '../telemetry/answer-record.ts';
import type { Lateness } from '../telemetry/lateness.ts';
import { requestIdHeader } from '../telemetry/request-id.ts';
import { parseAddress } from './addressing.ts';
import { HttpClientConnection } from './client-connection.ts';
import type { Control } from './control.ts';
import type { Guard } from './control-access.ts';
import { controlBody } from './control-body.ts';
import { type Cors, withoutCors } from './cors.ts';
import { KnownHead } from './known-head.ts';
import { OneWrite } from './one-write.ts';
import { type OpenServer, openServer } from './open-server.ts';
import { Wheel } from './pacing.ts';
import { hearOfClose } from './pipelined.ts';
import { forgetHeaders, type ReadBody, readBody } from './read-request.ts';
import { jsonReply, refusePlainly } from './refusals.ts';
import { cassetteHeader, crossStreamHeader, interactionHeader, sourceHeader } from './server-headers.ts';
import { writeReply } from './write-reply.ts';

export interface ListenerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly respond: Responder;
  /** The answer to what is not a hit, in the shape that the client's SDK understands. */
  readonly explain: (exchange: Exchange, outcome: Miss | Refusal) => PlannedReply;
  /** Answers llmsim's own paths; undefined for all others. */
  readonly control: Control;
  readonly isUpstream: (segment: string) => boolean;
  readonly unselected: Selection;
  /** The most bytes of a request body that are held. */
  readonly maxBody: number;
  /** What a larger body becomes: a 413, or a stream that passes through. */
  readonly oversize: 'refuse' | 'stream';
  readonly budget: MemoryBudget | undefined;
  /** Hears how late the chunks of paced replies go out. */
  readonly lateness: Lateness;
  /** Last changes to a hit that depend on who asks, such as URLs that must lead back here. */
  readonly adapt: (exchange: Exchange, hit: Hit) => Hit;
  readonly guards: Guards;
  /** Undefined where no page of the web is let in. */
  readonly cors: Cors | undefined;
  /** Is told of each answer. */
  readonly observer: AnswerObserver;
}

/** Who is refused before anything is looked at. */
export interface Guards {
  /** Of llmsim's own pages. */
  readonly control: Guard;
  /** Those of them that everybody may ask. */
  readonly open: ReadonlySet<string>;
  /** Of all other paths; undefined where nobody is refused. */
  readonly requests: Guard | undefined;
}

/** Larger than node's 16 KiB: signed and traced requests carry much. */
const maxHeaderSize = 64 * 1024;
/** Longer than the SDKs' pools keep an idle connection, so that none is closed under a request. */
const keepAliveTimeout = 75_000;

export async function listen(options: ListenerOptions): Promise<OpenServer> {
  const wheel = new Wheel(options.clock);
  let exchanges = 0;
  const played = new ReplyMemo<Outgoing>();
  const outgoing = (hit: Hit): Outgoing => {
    const { reply } = hit;
    if (hit.source !== 'cassette' || reply.kind !== 'planned') return outgoingOf(hit);
    let known = played.get(reply);
    if (known === undefined || known.interaction !== hit.interaction || known.crossStream !== hit.crossStream) {
      known = outgoingOf(hit);
      played.set(reply, known);
    }
    return known;
  };

  const server = http.createServer({ maxHeaderSize, keepAliveTimeout, requestTimeout: 0 }, (request, response) => {
    response.on('error', ignore);
    request.on('error', ignore);
    hearOfClose(response, request.socket);
    receive(request, response);
  });

  const receive = (request: IncomingMessage, response: ServerResponse): void => {
    const url = request.url ?? '/';
    const method = request.method ?? 'GET';
    const own = ownPaths.test(url);
    const refused = options.cors?.preflight(method, request.headers) ?? refusalOf(own, url, request);
    if (refused !== undefined) {
      request.resume();
      return write(response, refused, [], options.clock.now());
    }
    const controlled = own ? options.control(method, url, () => controlBody(request)) : undefined;
    if (controlled !== undefined) {
      request.resume();
      const deliver = (reply: PlannedReply): void => write(response, reply, [], options.clock.now());
      if (!(controlled instanceof Promise)) return deliver(controlled);
      controlled.then(deliver, (error: unknown) => {
        const { status, message, code } = refusePlainly.failure(error).error;
        deliver(jsonReply(status, { error: { message, type: 'llmsim_error', code } }));
      });
      return;
    }
    const header = request.headers[cassetteHeader];
    const addressed = url.startsWith('/')
      ? parseAddress(url, typeof header === 'string' ? header : undefined, options.isUpstream, options.unselected)
      : refusePlainly.notAPath(url);
    if (addressed.kind === 'invalid') {
      request.resume();
      return write(response, refusePlainly.badRequest(addressed.problem), [], options.clock.now());
    }
    const memory = options.budget?.open() ?? unmetered;
    if (memory !== unmetered) response.once('close', () => memory.release());
    readBody(request, options.maxBody, memory, (read) => {
      exchanges += 1;
      const { selection, upstream, prefix, target } = addressed.address;
      answer(response, read, {
        id: exchanges,
        request: { method, target, headers: headersFromFlat(request.rawHeaders), body: read.body },
        bodyRest: read.rest,
        upstream,
        selection,
        receivedAt: options.clock.now(),
        client: new HttpClientConnection(response),
        memory,
        address: {
          base: `http://${request.headers.host ?? `${options.host}:${options.port}`}`,
          selection: prefix,
          prefixed: upstream !== undefined,
        },
      });
    });
  };

  const refusalOf = (own: boolean, url: string, { socket, headers }: IncomingMessage): PlannedReply | undefined => {
    const { control, open, requests } = options.guards;
    const guard = !own ? requests : open.has(url.split('?', 1)[0] ?? url) ? undefined : control;
    return guard?.({ peer: socket.remoteAddress, headers });
  };

  const answer = (response: ServerResponse, read: ReadBody, exchange: Exchange): void => {
    if (read.rest !== undefined && options.oversize === 'refuse') {
      const outcome = refusePlainly.tooLarge(options.maxBody);
      // The connection stays: node reads the rest and drops it, so the client sees this answer and not a reset.
      return explain(response, exchange, outcome);
    }
    if (isWebSocketUpgrade(response.req)) {
      return explain(response, exchange, refusePlainly.webSocket);
    }
    const deliver = (outcome: Hit | Miss | Refusal): void => {
      if (outcome.kind !== 'hit') return explain(response, exchange, outcome);
      const hit = options.adapt(exchange, outcome);
      send(response, exchange, hit, hit.reply, outgoing(hit));
    };
    const fail = (error: unknown): void => {
      const refusal = refusePlainly.failure(error);
      response.statusMessage = ''; // node keeps a reason that it has just refused
      if (response.headersSent) response.destroy();
      else explain(response, exchange, refusal);
    };
    try {
      const outcome = options.respond(exchange);
      if (outcome instanceof Promise) outcome.then(deliver).catch(fail);
      else deliver(outcome);
    } catch (error) {
      fail(error);
    }
  };

  const explain = (response: ServerResponse, exchange: Exchange, outcome: Miss | Refusal): void => {
    const reply = options.explain(exchange, outcome);
    const names = namesRequest(reply);
    send(response, exchange, outcome, reply, { extra: [], oneWrite: undefined, head: undefined, namesRequest: names });
  };

  /** Writes the answer to an exchange, and lets the observer follow it. */
  const send = (
    response: ServerResponse,
    exchange: Exchange,
    outcome: Hit | Miss | Refusal,
    reply: Hit['reply'],
    { extra, oneWrite, head, namesRequest }: Outgoing,
  ): void => {
    const { observer } = options;
    const given = response.req.headers[requestIdHeader];
    const requestId = observer.requestId(exchange.id, typeof given === 'string' ? given : undefined);
    const begun = { exchange, outcome, reply, requestId };
    const watch = observer.follow(begun);
    const arrives = !response.destroyed;
    if (watch !== undefined) {
      // Not `once`, which keeps four objects for it: it comes once anyway.
      if (arrives) response.on('close', () => watch.closed(response.writableFinished));
      else watch.closed(false);
    }
    const own = outcome.kind === 'hit' ? (outcome.extraHeaders ?? nothing) : nothing;
    // An id that is made names the request in logs only: two answers of one recording stay the same.
    const named: HeaderList = namesRequest || requestId !== given ? own : [...own, [requestIdHeader, requestId]];
    const shared = named.length === 0 ? head : undefined;
    write(response, reply, extra, exchange.receivedAt, { oneWrite, head: shared, own: named, watch });
    if (watch === undefined) observer.atOnce(begun, arrives);
    else if (reply.kind === 'planned') forgetHeaders(response.req);
  };

  const write = (
    response: ServerResponse,
    reply: Hit['reply'],
    extra: HeaderList,
    receivedAt: number,
    more: MoreToWrite = {},
  ): void => {
    if (response.destroyed) {
      if (reply.kind === 'live') reply.abort();
      return;
    }
    const { clock, lateness } = options;
    const allowed = options.cors === undefined ? nothing : options.cors.headers(response.req.headers.origin ?? '');
    if (allowed.length === 0) {
      const { oneWrite, head, own, watch } = more;
      writeReply(response, reply, { clock, wheel, lateness, receivedAt, extra, oneWrite, head, own, watch });
    } else {
      const changed = withReplyHeaders(reply, withoutCors(reply.headers));
      const context = { clock, wheel, lateness, receivedAt, extra: [...extra, ...allowed] };
      writeReply(response, changed, { ...context, own: more.own, watch: more.watch });
    }
  };

  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else socket.end(refusePlainly.malformed(error));
  });
  server.on('connect', (_request: IncomingMessage, socket: Socket) => socket.end(refusePlainly.connect));

  return openServer(server, options);
}

/** What goes out with a reply beside what is its own. */
interface Outgoing {
  /** What `extra` tells of the hit. */
  readonly interaction?: string | undefined;
  readonly crossStream?: Hit['crossStream'] | undefined;
  readonly extra: HeaderList;
  readonly oneWrite: OneWrite | undefined;
  readonly head: KnownHead | undefined;
  /** Whether the reply has an `x-request-id` of its own. */
  readonly namesRequest: boolean;
}

/** What is written with a reply, for this one answer. */
interface MoreToWrite {
  readonly oneWrite?: OneWrite | undefined;
  readonly head?: KnownHead | undefined;
  readonly own?: HeaderList;
  readonly watch?: AnswerWatch | undefined;
}

const nothing: HeaderList = [];

const ownPaths = /^\/(?:__llmsim|(?:health|ready|metrics)(?:$|\?))/;

function namesRequest({ headers }: Hit['reply']): boolean {
  return headerOf(headers, requestIdHeader) !== undefined;
}

function outgoingOf({ source, interaction, crossStream, reply }: Hit): Outgoing {
  const extra: [string, string][] = [[sourceHeader, source]];
  if (interaction !== undefined) extra.push([interactionHeader, interaction]);
  if (crossStream !== undefined) extra.push([crossStreamHeader, crossStream]);
  const shared = { oneWrite: new OneWrite(), head: new KnownHead() };
  return { interaction, crossStream, extra, ...shared, namesRequest: namesRequest(reply) };
}

function ignore(): void {}

function isWebSocketUpgrade(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase().includes('websocket') === true;
}
