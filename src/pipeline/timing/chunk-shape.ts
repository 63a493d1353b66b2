/** The shape of a reply: how many tokens of which kind each of its chunks holds, counted or estimated. */

import type { Usage } from '../../core/answer.ts';
import type { Dialect, SaidEvents } from '../../core/dialect.ts';
import { headerOf, mediaType } from '../../core/headers.ts';
import type { PlannedReply } from '../../core/reply.ts';
import type { SimRequest } from '../../core/request.ts';
import type { ReplyShape, ShapedChunk } from '../../latency/reply-shape.ts';
import { estimateTokens } from '../../tokenizer/estimate.ts';
import { estimatePromptTokens } from './estimate-prompt.ts';

export type ShapedReply = Pick<PlannedReply, 'status' | 'headers' | 'bytes' | 'ends'>;

/** What of one chunk was generated, in tokens. */
interface Generated {
  said: number;
  thought: number;
}

/**
 * A chunk holds the tokens of the events that end in it: one each where that is how they were cut, else estimates. Estimates (about 4 characters a token, at least 1 where there is text) are
 * scaled to the provider's own count where the reply has one. Takes time linear in the reply's length; never throws.
 */
export function replyShapeOf(reply: ShapedReply, dialect: Dialect, request: SimRequest): ReplyShape {
  const { status, headers, bytes: body } = reply;
  const success = status >= 200 && status < 300;
  const events = success ? dialect.saidIn(body) : undefined;
  const usage = success ? dialect.answerOf({ status, headers, body })?.usage : undefined;
  const generated = events === undefined ? ofMedia(reply) : ofEvents(events, reply.ends, usage);
  const streamed = success && isStreamed(reply, events, dialect, request);
  if (streamed) countSilentChunks(generated, reply.ends);
  const counted = toUsage(generated, usage);
  return {
    streamed,
    chunks: generated.map((one) => chunkOf(one, counted)),
    promptTokens:
      usage === undefined ? estimatePromptTokens(request, dialect) : Math.max(0, usage.input - usage.cached),
    hiddenReasoningTokens: counted.hidden,
  };
}

/** About so many bytes of sound or of a picture cost one token. */
const mediaBytesPerToken = 1_000;

function ofEvents({ events }: SaidEvents, ends: readonly number[], usage: Usage | undefined): Generated[] {
  const chunks = emptyChunks(ends);
  const tokensOf = isOneEach(events, usage) ? oneIfAny : estimateTokens;
  let at = 0;
  for (const { end, said, thought, media } of events) {
    while (at < ends.length - 1 && (ends[at] ?? 0) < end) at += 1;
    const chunk = chunks[at];
    if (chunk === undefined) break;
    chunk.said += media > 0 ? Math.max(1, media / mediaBytesPerToken) : tokensOf(said);
    chunk.thought += tokensOf(thought);
  }
  return chunks;
}

function oneIfAny(text: string): number {
  return text === '' ? 0 : 1;
}

/** Fewer events say little about how a provider cuts. */
const fewest = 10;

/**
 * Whether each event is one token, as most who speak OpenAI's protocol send them: then the length of a word says nothing about its
 * time. Told by the provider's count; without one by what such events measure, 3 to 5 characters in the mean.
 */
function isOneEach(events: SaidEvents['events'], usage: Usage | undefined): boolean {
  let count = 0;
  let characters = 0;
  let thought = false;
  for (const event of events) {
    const length = event.said.length + event.thought.length;
    if (event.media > 0 || length === 0) continue;
    count += 1;
    characters += length;
    thought ||= event.thought !== '';
  }
  if (count < fewest) return false;
  if (usage === undefined) return characters >= 2.5 * count && characters <= 5.5 * count;
  const generated = thought ? usage.output : usage.output - usage.reasoning;
  return Math.abs(generated - count) <= Math.max(2, 0.1 * count);
}

/** A body that is no text, such as sound, is made as it goes out; files and errors are there already. */
function ofMedia({ status, headers, ends }: ShapedReply): Generated[] {
  const chunks = emptyChunks(ends);
  if (status >= 300 || !isMedia(headers)) return chunks;
  let start = 0;
  for (const [i, chunk] of chunks.entries()) {
    const end = ends[i] ?? start;
    if (end > start) chunk.said = Math.max(1, (end - start) / mediaBytesPerToken);
    start = end;
  }
  return chunks;
}

function emptyChunks(ends: readonly number[]): Generated[] {
  return ends.map(() => ({ said: 0, thought: 0 }));
}

function isMedia(headers: ShapedReply['headers']): boolean {
  return /^(?:audio|image|video)\//.test(mediaType(headerOf(headers, 'content-type')));
}

/** Recorders lose content types, so the framing counts; lines and arrays may be whole documents, so the request counts for them. */
function isStreamed(
  { headers, ends }: ShapedReply,
  events: SaidEvents | undefined,
  dialect: Dialect,
  request: SimRequest,
): boolean {
  if (events === undefined) return ends.length > 1 && isMedia(headers);
  switch (events.framing) {
    case 'document':
      return false;
    case 'sse':
      return events.events.length > 0;
    case 'frames':
      return true;
    default:
      return dialect.describe(request).stream;
  }
}

/** Of a stream that nobody can read, each chunk is taken for one token. */
function countSilentChunks(chunks: readonly Generated[], ends: readonly number[]): void {
  if (chunks.some(({ said, thought }) => said > 0 || thought > 0)) return;
  for (const [i, chunk] of chunks.entries()) if ((ends[i] ?? 0) > (ends[i - 1] ?? 0)) chunk.said = 1;
}

interface Counted {
  /** Factors from estimates to what the provider counted. */
  readonly said: number;
  readonly thought: number;
  readonly hidden: number;
}

/** A count that is farther off counts something else: a stream that was cut says what was known at its start. */
const farthest = 4;

function toUsage(chunks: readonly Generated[], usage: Usage | undefined): Counted {
  if (usage === undefined) return { said: 1, thought: 1, hidden: 0 };
  const said = chunks.reduce((sum, chunk) => sum + chunk.said, 0);
  const thought = chunks.reduce((sum, chunk) => sum + chunk.thought, 0);
  const { output, reasoning } = usage;
  // Not all providers count their reasoning apart.
  const together = thought > 0 && reasoning === 0;
  const factor = near(output - reasoning, together ? said + thought : said);
  return {
    said: factor,
    // What is shown may be the summary of much more.
    thought: together ? factor : thought > 0 ? reasoning / thought : 1,
    hidden: thought > 0 ? 0 : Math.max(0, reasoning),
  };
}

function near(counted: number, estimated: number): number {
  const factor = estimated > 0 ? counted / estimated : 1;
  return factor >= 1 / farthest && factor <= farthest ? factor : 1;
}

function chunkOf({ said, thought }: Generated, counted: Counted): ShapedChunk {
  const tokens = said * counted.said + thought * counted.thought;
  return { kind: said > 0 ? 'said' : thought > 0 ? 'thought' : 'frame', tokens };
}
