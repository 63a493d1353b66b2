import { describe, expect, it } from 'vitest';
import { ReplyMemo } from '../../src/core/reply-memo.ts';
import { withReplyHeaders } from '../../src/core/reply-with-headers.ts';
import { plannedReply } from '../pipeline/exchanges.ts';

describe('what was made of a recorded reply', () => {
  const reply = plannedReply('{"a":1}', { headers: [['content-type', 'application/json']] });

  it('is known when it is played again, also at another pace', () => {
    const memo = new ReplyMemo<string>();
    memo.set(reply, 'made');
    expect(memo.get(reply)).toBe('made');
    expect(memo.get(plannedReply('', { ...reply, timing: { head: 5, chunks: [9], end: 9 } }))).toBe('made');
  });

  it('is not known of a reply with another body, status or head, such as a fault makes of it', () => {
    const memo = new ReplyMemo<string>();
    memo.set(reply, 'made');
    const changed = [
      { ...reply, bytes: Buffer.from(reply.bytes) },
      { ...reply, status: 500 },
      { ...reply, statusText: 'No' },
      withReplyHeaders(reply, [...reply.headers, ['x-llmsim-fault', 'empty-body']]),
    ];
    for (const other of changed) expect(memo.get(other as typeof reply)).toBeUndefined();
    expect(memo.get(reply)).toBe('made');
  });
});
