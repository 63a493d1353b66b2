/** Does to a reply what a fault says, be it planned or live; a reply in which there is nothing to break stays as it is. */

import { isStream } from '../../codec/event-framing.ts';
import type { Clock } from '../../core/clock.ts';
import type { Dialect } from '../../core/dialect.ts';
import type { Exchange } from '../../core/exchange.ts';
import type { Failures } from '../../core/failures.ts';
import type { EditedHead, FaultAction, ReplyEdit } from '../../core/fault.ts';
import { headerOf } from '../../core/headers.ts';
import type { LiveReply, PlannedReply, Reply } from '../../core/reply.ts';
import { plannedError } from '../synthesis/planned-answer.ts';
import { collected } from './collect.ts';
import { editLive } from './edit-live.ts';
import { editPlanned } from './edit-planned.ts';
import { framingIn } from './edited-events.ts';
import { type Rewording, rewordReply } from './reword-reply.ts';

export interface BreakContext {
  readonly exchange: Pick<Exchange, 'request' | 'client' | 'receivedAt'>;
  readonly dialect: Dialect;
  /** The dialect's own. */
  readonly failures: Failures;
  readonly clock: Clock;
}

export interface Broken {
  readonly reply: Reply;
  /** False where there was nothing to break. */
  readonly applied: boolean;
}

export type Answering = Extract<FaultAction, { kind: 'answer' }>;
export type Breaking = Exclude<FaultAction, Answering>;

/** A live answer is heard up to here before it is changed as a whole, in bytes. */
const mostHeard = 32 * 1024 * 1024;

export function faultAnswer(
  { answer }: Answering,
  dialect: Pick<Dialect, 'writeError'>,
  failures: Failures,
): PlannedReply {
  const given = answer(failures.errorOf);
  return 'message' in given ? plannedError(given, dialect) : given;
}

export function breakReply(reply: Reply, action: Breaking, context: BreakContext): Broken | Promise<Broken> {
  if (action.kind !== 'edit') return reworded(reply, action, context);
  const { failures, clock } = context;
  const edit = action.edit(headOf(reply, context), failures.errorOf);
  if (edit === undefined) return { reply, applied: false };
  if (reply.kind === 'planned') return { reply: editPlanned(reply, edit, failures), applied: true };
  return delayed({ reply: editLive(reply, edit, failures, clock), applied: true }, edit, context);
}

function reworded(reply: Reply, action: Rewording, context: BreakContext): Broken | Promise<Broken> {
  const { exchange, clock, dialect, failures } = context;
  const change = (all: Reply): Broken => {
    const other = all.kind === 'planned' ? rewordReply(all, exchange.request, action, dialect, failures) : undefined;
    return other === undefined ? { reply: all, applied: false } : { reply: other, applied: true };
  };
  if (reply.kind === 'planned') return change(reply);
  // What is no model's answer is not heard to its end for nothing.
  const body = bodyOf(reply, exchange.request, dialect);
  const isAnswer =
    action.kind === 'recount' ? body === 'stream' || body === 'document' : dialect.streaming !== undefined;
  if (!isAnswer || reply.status !== 200) return { reply, applied: false };
  const elapsed = (): number => clock.now() - exchange.receivedAt;
  return collected(reply, { limit: mostHeard, elapsed, client: exchange.client }).then(change);
}

/** A live reply has no plan in which its head could be put off. */
function delayed(
  broken: Broken & { readonly reply: LiveReply },
  { delay = 0 }: ReplyEdit,
  context: BreakContext,
): Broken | Promise<Broken> {
  if (delay === 0) return broken;
  const { exchange, clock } = context;
  return new Promise((resolve) => {
    let waits = true;
    const timer = clock.after(delay, () => {
      waits = false;
      resolve(broken);
    });
    exchange.client.onGone(() => {
      // From then on, whoever writes to the client says so.
      if (!waits) return;
      timer.cancel();
      broken.reply.abort();
      resolve(broken);
    });
  });
}

function headOf(reply: Reply, { exchange, dialect }: BreakContext): EditedHead {
  const { status, statusText, headers } = reply;
  return { status, statusText, headers, body: bodyOf(reply, exchange.request, dialect) };
}

function bodyOf(reply: Reply, request: Exchange['request'], dialect: Dialect): EditedHead['body'] {
  if (reply.kind === 'planned' ? reply.bytes.byteLength === 0 : isBodiless(reply, request)) return 'empty';
  // The first byte of a live body is not there yet; the request tells what a JSON body will be.
  const expected = reply.kind === 'planned' ? reply.bytes : Buffer.from(dialect.describe(request).stream ? '[' : '{');
  const framing = framingIn(reply, expected);
  return isStream(framing) ? 'stream' : framing === 'document' ? 'document' : 'bytes';
}

function isBodiless({ status, headers }: LiveReply, { method }: Exchange['request']): boolean {
  return method === 'HEAD' || status === 204 || status === 304 || headerOf(headers, 'content-length') === '0';
}
