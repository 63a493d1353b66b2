/** Lets the client wait for the first byte. */

import type { Fault } from '../core/fault.ts';

export const slowFirstByte: Fault = {
  id: 'slow-first-byte',
  summary: 'Lets the client wait for the first byte of the answer; the rest follows at its usual pace.',
  parameters: [{ name: 'after', kind: 'duration', explanation: 'how much longer than usual, 5s without it' }],
  plan: ({ after = 5000 }) => ({ kind: 'edit', edit: () => ({ keepsBytes: true, delay: Number(after) }) }),
};
