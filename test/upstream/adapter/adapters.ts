/** What tests of adapters need: one with the usual map, and a service that says what the test says. */

import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { Exchange } from '../../../src/core/exchange.ts';
import type { HeaderList } from '../../../src/core/headers.ts';
import type { CutKind } from '../../../src/core/reply.ts';
import type { Adapter } from '../../../src/upstream/adapter/adapter.ts';
import { withAdapters } from '../../../src/upstream/adapter/forward-adapted.ts';
import { usualMap } from '../../../src/upstream/adapter/usual-map.ts';
import { createForwarder, type Forwarded } from '../../../src/upstream/forward.ts';
import { parseUpstream } from '../../../src/upstream/named-upstreams.ts';
import { exchangeOf } from '../../support/forwarding.ts';
import { type Script, streamScript } from '../../support/script.ts';
import { type ScriptedUpstream, startUpstream } from '../../support/scripted-upstream.ts';

export function adapterOf(parts: Partial<Adapter> = {}): Adapter {
  return {
    method: 'GET',
    target: '/stream?topNDocuments=3&search_query={{last_user_message}}',
    headers: [],
    body: undefined,
    map: usualMap,
    citationHeading: undefined,
    ...parts,
  };
}

export interface Answered {
  readonly status: number;
  readonly headers: HeaderList;
  readonly chunks: readonly string[];
  readonly text: string;
  readonly end: 'complete' | CutKind;
}

export interface TestService {
  readonly upstream: ScriptedUpstream;
  /** What a client gets for a chat completion with these fields. */
  ask(body?: object, headers?: HeaderList): Promise<Answered>;
  forward(exchange: Exchange): Promise<Forwarded>;
}

/** Behind an adapter, over a real socket; closed when the test ends. */
export async function serviceOf(
  script: Script | ((request: { target: string }) => Script),
  adapter = adapterOf(),
): Promise<TestService> {
  const upstream = await startUpstream(script);
  const client = createForwarder({ env: {}, clock: systemClock });
  onTestFinished(async () => {
    await client.close();
    await upstream.close();
  });
  const forward = withAdapters(client.forward, systemClock);
  const place = { ...parseUpstream(`docs=${upstream.url}`, {}), adapter };
  return {
    upstream,
    forward: (exchange) => forward(exchange, place),
    async ask(body = {}, headers = []) {
      const request = { model: 'docs', messages: [{ role: 'user', content: 'What is new?' }], ...body };
      return answered(await forward(exchangeOf({ body: JSON.stringify(request), headers }).exchange, place));
    },
  };
}

/** Reads a reply to its end. */
export function answered(forwarded: Forwarded): Promise<Answered> {
  if (forwarded.kind === 'refusal') throw new Error(`refused: ${forwarded.error.message}`);
  const { reply } = forwarded;
  const { status, headers } = reply;
  const chunks: string[] = [];
  return new Promise((resolve) => {
    const end = (how: Answered['end']): void => resolve({ status, headers, chunks, text: chunks.join(''), end: how });
    reply.subscribe({
      chunk: (bytes) => chunks.push(Buffer.from(bytes).toString()) > 0,
      end: () => end('complete'),
      fail: end,
    });
  });
}

/** A stream of `data:` lines. */
export function stream(...lines: readonly string[]): Script {
  return streamScript(lines.map((line) => `data: ${line}\n\n`));
}

/** What the `data:` lines of a stream hold. */
export function dataOf(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)));
}
