/** The one listener: takes requests from `node:http`, lets the pipeline answer them, and writes what comes out. */

import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock, Timer } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Exchange, Selection } from '../core/exchange.ts';
import { type Header, headersFromFlat } from '../core/headers.ts';
import { type MemoryBudget, unmetered } from '../core/memory-budget.ts';
import type { Hit, Miss, Refusal, Responder } from '../core/outcome.ts';
import type { PlannedReply } from '../core/reply.ts';
import { parseAddress } from './addressing.ts';
import { HttpClientConnection } from './client-connection.ts';
import type { Control } from './control.ts';
import { OneWrite } from './one-write.ts';
import { Wheel } from './pacing.ts';
import { hearOfClose } from './pipelined.ts';
import { type ReadBody, readBody } from './read-request.ts';
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
  /** Last changes to a hit that depend on who asks, such as URLs that must lead back here. */
  readonly adapt: (exchange: Exchange, hit: Hit) => Hit;
}

export interface Listener {
  readonly url: string;
  /** Stops accepting; lets open answers end for `grace` milliseconds, then cuts them. */
  close(grace: number): Promise<void>;
}

/** Larger than node's 16 KiB: signed and traced requests carry much. */
const maxHeaderSize = 64 * 1024;
/** Longer than the SDKs' pools keep an idle connection, so that none is closed under a request. */
const keepAliveTimeout = 75_000;
/** While shutting down, connections without an answer under way are closed this often, in ms. */
const sweepEvery = 50;

export async function listen(options: ListenerOptions): Promise<Listener> {
  const wheel = new Wheel(options.clock);
  let exchanges = 0;
  const sockets = new Set<Socket>();
  // A recording is the same hit each time it is played.
  const played = new WeakMap<Hit, Outgoing>();
  const outgoing = (hit: Hit): Outgoing => {
    let known = played.get(hit);
    if (known === undefined) {
      known = outgoingOf(hit);
      if (hit.source === 'cassette') played.set(hit, known);
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
    const own = url === '/health' || url.startsWith('/__llmsim') || url.startsWith('/health?');
    const controlled = own ? options.control(method, url) : undefined;
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

  const answer = (response: ServerResponse, read: ReadBody, exchange: Exchange): void => {
    if (read.rest !== undefined && options.oversize === 'refuse') {
      const outcome = refusePlainly.tooLarge(options.maxBody);
      // The connection stays: node reads the rest and drops it, so the client sees this answer and not a reset.
      return write(response, options.explain(exchange, outcome), [], exchange.receivedAt);
    }
    if (isWebSocketUpgrade(response.req)) {
      return write(response, options.explain(exchange, refusePlainly.webSocket), [], exchange.receivedAt);
    }
    const deliver = (outcome: Hit | Miss | Refusal): void => {
      if (outcome.kind !== 'hit') return write(response, options.explain(exchange, outcome), [], exchange.receivedAt);
      const hit = options.adapt(exchange, outcome);
      const { extra, oneWrite } = outgoing(hit);
      write(response, hit.reply, extra, exchange.receivedAt, oneWrite);
    };
    const fail = (error: unknown): void => {
      const refusal = refusePlainly.failure(error);
      response.statusMessage = ''; // node keeps a reason that it has just refused
      if (response.headersSent) response.destroy();
      else write(response, options.explain(exchange, refusal), [], exchange.receivedAt);
    };
    try {
      const outcome = options.respond(exchange);
      if (outcome instanceof Promise) outcome.then(deliver).catch(fail);
      else deliver(outcome);
    } catch (error) {
      fail(error);
    }
  };

  const write = (
    response: ServerResponse,
    reply: Hit['reply'],
    extra: readonly Header[],
    receivedAt: number,
    oneWrite?: OneWrite,
  ): void => {
    if (response.destroyed) {
      if (reply.kind === 'live') reply.abort();
      return;
    }
    writeReply(response, reply, { clock: options.clock, wheel, receivedAt, extra, oneWrite });
  };

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else socket.end(refusePlainly.malformed(error));
  });
  server.on('connect', (_request: IncomingMessage, socket: Socket) => socket.end(refusePlainly.connect));

  await bind(server, options.host, options.port);
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: (grace) =>
      new Promise((resolve) => {
        const deadline = options.clock.after(grace, () => server.closeAllConnections());
        let next: Timer | undefined;
        // Clients keep their connections after an answer, and open some that they never use: node does not count these as idle.
        const sweep = (): void => {
          for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
          server.closeIdleConnections();
          next = options.clock.after(sweepEvery, sweep);
        };
        server.close(() => {
          deadline.cancel();
          next?.cancel();
          // The server is closed before its last sockets have told their answers so: that comes in the closing phase of this
          // turn of the event loop. Without it, an answer cut here could pass for one that its upstream cut.
          setImmediate(() => setImmediate(resolve));
        });
        sweep();
      }),
  };
}

/** What goes out with a reply beside what is its own. */
interface Outgoing {
  readonly extra: readonly Header[];
  readonly oneWrite: OneWrite;
}

function outgoingOf({ source, interaction, crossStream }: Hit): Outgoing {
  const extra: Header[] = [[sourceHeader, source]];
  if (interaction !== undefined) extra.push([interactionHeader, interaction]);
  if (crossStream !== undefined) extra.push([crossStreamHeader, crossStream]);
  return { extra, oneWrite: new OneWrite() };
}

function ignore(): void {}

function isWebSocketUpgrade(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase().includes('websocket') === true;
}

function bind(server: http.Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const place = `${host}:${port}`;
      if (error.code === 'EADDRINUSE') {
        reject(
          new LlmsimError(
            'port-in-use',
            `Port ${place} is in use.`,
            'Choose another with --port, or 0 for a free one.',
          ),
        );
      } else {
        reject(new LlmsimError('usage', `Cannot listen on ${place}: ${error.message}.`, 'Check --host and --port.'));
      }
    });
    server.listen(port, host, resolve);
  });
}
