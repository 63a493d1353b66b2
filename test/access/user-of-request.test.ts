import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userOfRequest } from '../../src/access/user-of-request.ts';

function userIn(body: unknown): string {
  return userOfRequest({ body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) });
}

describe('whom a request is made for', () => {
  it.each([
    ['OpenAI', { model: 'm', user: 'ann' }],
    ["OpenAI's newer field", { model: 'm', safety_identifier: 'ann' }],
    ['Anthropic', { model: 'm', metadata: { user_id: 'ann' } }],
  ])('stands where %s has it', (_, body) => {
    expect(userIn(body)).toBe('ann');
    expect(userIn(JSON.stringify(body, undefined, 2))).toBe('ann');
  });

  it('is nobody where only messages and deeper fields speak of users', () => {
    expect(userIn({ messages: [{ role: 'user', content: '"user": "bob"' }] })).toBe('');
    expect(userIn({ tools: [{ user: 'bob', metadata: { user_id: 'bob' } }] })).toBe('');
    expect(userIn({ user: 5, metadata: ['user_id'] })).toBe('');
    expect(userIn('{"user": "bob"')).toBe('');
    expect(userIn('')).toBe('');
  });

  it('does not take what every object has for a field', () => {
    expect(userIn('{"metadata":{"__proto__":{"user_id":"bob"}}}')).toBe('');
  });

  it('is one line of a bounded length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (user) => {
        const found = userIn({ user });
        return found.length === Math.min(user.length, 200) && !/[\u0000-\u001f]/.test(found);
      }),
    );
  });

  it('is found in a body that is no Buffer, and only in the part that it is', () => {
    const whole = new TextEncoder().encode('xx{"user":"ann"}yy');
    expect(userOfRequest({ body: whole.subarray(2, -2) })).toBe('ann');
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.json(), (json) => typeof userIn(json.replaceAll('a', 'user')) === 'string'));
    fc.assert(fc.property(fc.uint8Array(), (body) => typeof userOfRequest({ body }) === 'string'));
  });
});
