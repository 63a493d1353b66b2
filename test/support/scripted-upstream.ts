/** A real server on a free local port that answers as a script says, byte for byte, and keeps what it was asked. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type HeaderList, headerOf } from '../../src/core/headers.ts';
import { HttpReader, type MessageHead, requestFraming } from './http-reader.ts';
import { turns } from './pace.ts';
import { type Script, type WirePlan, wirePlan } from './script.ts';

export interface ReceivedRequest {
  /** The head's lines as they came, latin1: the request line, then one line a header. */
  readonly lines: readonly string[];
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderList;
  /** Without chunked framing. */
  readonly body: Buffer;
  readonly trailers: HeaderList;
  /** Counts connections from 0, so that a test sees which were used again. */
  readonly connection: number;
}

export interface UpstreamOptions {
  /** Answer when the head is there, without waiting for the body; the script function then sees an empty body. */
  readonly answerAtHead?: boolean;
  /** What to do with `expect: 100-continue`; default `continue`. */
  readonly expect?: 'continue' | 'ignore';
}

export interface ScriptedUpstream {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Whole requests, in order of arrival. */
  readonly requests: readonly ReceivedRequest[];
  /** Answers that the other side did not wait for. */
  readonly abandoned: number;
  /** Connections opened so far, and open now. */
  readonly connections: { readonly opened: number; readonly open: number };
  /** Resolves when at least `count` whole requests have come. */
  received(count: number): Promise<void>;
  /** Resolves when at least `count` answers have been abandoned. */
  abandonedBy(count: number): Promise<void>;
  /** Ends everything at once; may be called twice, and handed to `onTestFinished`. */
  close(): Promise<void>;
}

export type ScriptSource = Script | ((request: ReceivedRequest) => Script | Promise<Script>);

/** Starts listening on 127.0.0.1. Keep-alive and pipelining clients get their answers in order. */
export async function startUpstream(source: ScriptSource, options: UpstreamOptions = {}): Promise<ScriptedUpstream> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  const watchers = new Set<() => void>();
  const errors: Error[] = [];
  let opened = 0;
  let abandoned = 0;

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, opened++, source, options, {
      received: (request) => changed(() => requests.push(request)),
      abandoned: () => changed(() => (abandoned += 1)),
      failed: (error) => errors.push(error),
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    get abandoned() {
      return abandoned;
    },
    get connections() {
      return { opened, open: sockets.size };
    },
    received: (count) => until(() => requests.length >= count),
    abandonedBy: (count) => until(() => abandoned >= count),
    close: () => {
      closing ??= close();
      return closing;
    },
  };

  function changed(change: () => void): void {
    change();
    for (const watcher of watchers) watcher();
  }

  function until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const watcher = () => {
        if (!condition()) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
    });
  }

  /** A script that threw or a request that is no HTTP is the test's mistake or finding: it must not stay unseen. */
  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
    if (errors[0] !== undefined) throw errors[0];
  }
}

interface Observer {
  received(request: ReceivedRequest): void;
  abandoned(): void;
  failed(error: Error): void;
}

function serve(socket: Socket, connection: number, source: ScriptSource, options: UpstreamOptions, observer: Observer) {
  const gone = new AbortController();
  let answers: Promise<void> = Promise.resolve();
  let head: MessageHead | undefined;
  let pieces: Uint8Array[] = [];

  const reader = new HttpReader({
    head: (next) => {
      head = next;
      pieces = [];
      if (options.expect !== 'ignore' && headerOf(next.headers, 'expect')?.toLowerCase() === '100-continue') {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      }
      if (options.answerAtHead === true) answer(requestOf(next, [], [], connection));
      return requestFraming(next);
    },
    data: (bytes) => pieces.push(bytes),
    chunk: () => {},
    end: (trailers) => {
      if (head === undefined) return;
      const request = requestOf(head, pieces, trailers, connection);
      observer.received(request);
      if (options.answerAtHead !== true) answer(request);
    },
  });

  socket.on('data', (bytes) => {
    try {
      reader.feed(bytes);
    } catch (error) {
      observer.failed(error as Error);
      socket.destroy();
    }
  });
  socket.on('error', () => {}); // a client that resets is part of many tests; 'close' follows
  socket.on('close', () => gone.abort());

  function answer(request: ReceivedRequest): void {
    answers = answers.then(async () => {
      try {
        if (!(await writeAnswer(socket, await scriptFor(source, request), request.method, gone.signal))) {
          observer.abandoned();
        }
      } catch (error) {
        observer.failed(error as Error);
        socket.destroy();
      }
    });
  }
}

function scriptFor(source: ScriptSource, request: ReceivedRequest): Script | Promise<Script> {
  return typeof source === 'function' ? source(request) : source;
}

/** False when the other side left before the answer was as complete as the script makes it. */
async function writeAnswer(socket: Socket, script: Script, method: string, gone: AbortSignal): Promise<boolean> {
  const plan = wirePlan(script, method);
  const pace = script.pace ?? turns(2);
  const pieces = [...plan.pieces];
  await write(socket, plan.interim);
  if (script.headWithFirstChunk === true) pieces[0] = Buffer.concat([plan.head, pieces[0] ?? Buffer.alloc(0)]);
  else await write(socket, plan.head);
  for (const [step, piece] of pieces.entries()) {
    await pace(step, gone);
    if (gone.aborted) return false;
    await write(socket, piece);
  }
  await pace(pieces.length, gone);
  if (gone.aborted) return false;
  return finish(socket, script, plan, gone);
}

async function finish(socket: Socket, script: Script, plan: WirePlan, gone: AbortSignal): Promise<boolean> {
  switch (script.end ?? 'complete') {
    case 'complete':
      await write(socket, plan.tail);
      if (plan.closes) socket.end();
      return true;
    case 'close':
      socket.end();
      return true;
    case 'reset':
      socket.resetAndDestroy();
      return true;
    case 'stall':
      await once(gone, 'abort');
      return false;
  }
}

/** Resolves when the kernel has the bytes, or the connection is gone. */
function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (bytes.length === 0 || socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => socket.write(bytes, () => resolve()));
}

function requestOf(
  head: MessageHead,
  pieces: readonly Uint8Array[],
  trailers: HeaderList,
  connection: number,
): ReceivedRequest {
  const [method = '', target = ''] = head.startLine.split(' ');
  return {
    lines: head.lines,
    method,
    target,
    headers: head.headers,
    body: Buffer.concat(pieces),
    trailers,
    connection,
  };
}
