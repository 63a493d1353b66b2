/** The demonstration: a replayed starter cassette plays the provider, a recorder records it, a replay answers again. */

import http from 'node:http';
import { type Entry, openLibrary } from '../cassette/cassette-library.ts';
import { systemClock } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import { type HeaderList, headersFromFlat, headersToFlat } from '../core/headers.ts';
import type { Interaction } from '../core/interaction.ts';
import type { ChunkedBody, Timing } from '../core/reply.ts';
import { dialectOf } from '../dialects/list.ts';
import { parseUpstream } from '../upstream/named-upstreams.ts';
import { startSimulator } from './simulator.ts';

/** A reply as a client saw it. */
export interface SeenReply extends ChunkedBody {
  readonly status: number;
  /** Without llmsim's own and those of the connection. */
  readonly headers: HeaderList;
  /** Milliseconds since the request was sent. */
  readonly timing: Timing;
}

export interface Demonstration {
  /** What the recording proxy's client saw. */
  readonly upstream: SeenReply;
  /** What stands in the cassette. */
  readonly recorded: ChunkedBody & { readonly timing: Timing };
  /** What the replay's client saw. */
  readonly replayed: SeenReply;
  readonly text: string;
  /** `<cassette>/<file name without .json>`; the file is gone with its folder. */
  readonly interaction: string;
  readonly equal: {
    readonly status: boolean;
    readonly headers: boolean;
    readonly bytes: boolean;
    readonly boundaries: boolean;
    /** Milliseconds by which a replayed chunk was off its recorded time. */
    readonly medianLateness: number;
    readonly worstLateness: number;
  };
}

/** Records the longest stream of `starter` into `folder` and replays it. */
export async function demonstrate(starter: string, folder: string): Promise<Demonstration> {
  const model = await longestStream(starter);
  const provider = await startSimulator({ mode: 'none', paths: [starter] });
  const recorder = await startSimulator({
    mode: 'all',
    root: folder,
    upstreams: [parseUpstream(`openai=${provider.url}`, {})],
  });
  const upstream = await send(recorder.url, model.request);
  await recorder.close();
  await provider.close();
  const replay = await startSimulator({ mode: 'none', paths: [folder] });
  const replayed = await send(replay.url, model.request);
  await replay.close();
  const [entry] = (await entriesOf(folder)).filter((one) => one.upstream === 'openai');
  if (entry === undefined) throw new LlmsimError('cassette-missing', 'The demonstration recorded nothing.');
  const { response } = await entry.load();
  const { dialect } = dialectOf(model.request);
  return {
    upstream,
    recorded: response,
    replayed,
    text: dialect.textOf({ status: replayed.status, headers: replayed.headers, body: replayed.bytes }),
    interaction: entry.id,
    equal: {
      status: upstream.status === replayed.status,
      headers: JSON.stringify(upstream.headers) === JSON.stringify(replayed.headers),
      bytes: Buffer.from(upstream.bytes).equals(replayed.bytes),
      boundaries: JSON.stringify(upstream.ends) === JSON.stringify(replayed.ends),
      ...lateness(response.timing, replayed.timing),
    },
  };
}

async function entriesOf(folder: string): Promise<Entry[]> {
  return (await openLibrary([folder])).cassettes.flatMap((cassette) => [...cassette.entries()]);
}

async function longestStream(starter: string): Promise<Interaction> {
  let longest: Interaction | undefined;
  for (const entry of await entriesOf(starter)) {
    const interaction = await entry.load();
    if (interaction.dialect !== 'openai-chat' || interaction.response.end !== 'complete') continue;
    if (interaction.response.ends.length > (longest?.response.ends.length ?? 1)) longest = interaction;
  }
  if (longest !== undefined) return longest;
  throw new LlmsimError('cassette-missing', `${starter} holds no streamed chat completion.`, 'Install llmsim again.');
}

function lateness(planned: Timing, seen: Timing): { medianLateness: number; worstLateness: number } {
  const late = planned.chunks.map((at, i) => Math.abs((seen.chunks[i] ?? seen.end) - at)).sort((a, b) => a - b);
  return { medianLateness: late[Math.floor(late.length / 2)] ?? 0, worstLateness: late.at(-1) ?? 0 };
}

const ownOrConnection = /^(?:x-llmsim-.*|connection|keep-alive|transfer-encoding)$/i;

function send(base: string, request: Interaction['request']): Promise<SeenReply> {
  const clock = systemClock;
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const headers = headersToFlat([...request.headers, ['content-length', String(request.body.byteLength)]]);
    const sentAt = clock.now();
    const elapsed = (): number => clock.now() - sentAt;
    const call = http.request(
      {
        hostname,
        port,
        method: request.method,
        path: request.target,
        headers: ['host', `${hostname}:${port}`, ...headers],
        agent: false,
      },
      (response) => {
        const head = elapsed();
        const chunks: Buffer[] = [];
        const times: number[] = [];
        const ends: number[] = [];
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          times.push(elapsed());
          ends.push((ends.at(-1) ?? 0) + chunk.byteLength);
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: headersFromFlat(response.rawHeaders).filter(([name]) => !ownOrConnection.test(name)),
            bytes: Buffer.concat(chunks),
            ends,
            timing: { head, chunks: times, end: elapsed() },
          }),
        );
        response.on('error', reject);
      },
    );
    call.on('error', reject);
    call.end(request.body);
  });
}
