/** An endpoint's answer as a planned reply: everything at once, because only a latency profile gives it times. */

import type { ApiError } from '../../core/api-error.ts';
import type { CollectedReply, Dialect } from '../../core/dialect.ts';
import type { EndpointAnswer } from '../../core/endpoint.ts';
import type { HeaderList } from '../../core/headers.ts';
import type { PlannedReply } from '../../core/reply.ts';

export function plannedAnswer(answer: EndpointAnswer, dialect: Pick<Dialect, 'writeError'>): PlannedReply {
  switch (answer.kind) {
    case 'error':
      return plannedError(answer.error, dialect);
    case 'whole':
      return plannedWhole(answer.reply);
    case 'stream':
      return atOnce(answer.reply.status, answer.reply.headers, answer.reply.events);
  }
}

export function plannedError(error: ApiError, dialect: Pick<Dialect, 'writeError'>): PlannedReply {
  const { status, headers, body } = dialect.writeError(error);
  return plannedWhole({ status, headers, body: Buffer.from(body) });
}

/** With the body's own `content-length`. */
export function plannedWhole({ status, headers, body }: CollectedReply): PlannedReply {
  const length: HeaderList = [['content-length', String(body.byteLength)]];
  const others = headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  return atOnce(status, [...others, ...length], [body]);
}

function atOnce(status: number, headers: HeaderList, chunks: readonly Uint8Array[]): PlannedReply {
  const ends: number[] = [];
  let length = 0;
  for (const { byteLength } of chunks) {
    length += byteLength;
    ends.push(length);
  }
  const timing = { head: 0, chunks: ends.map(() => 0), end: 0 };
  const bytes = Buffer.concat(chunks, length);
  return { kind: 'planned', status, statusText: '', headers, bytes, ends, timing, end: 'complete' };
}
