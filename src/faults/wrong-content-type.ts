/** Calls the answer something that it is not. */

import type { Fault } from '../core/fault.ts';
import type { HeaderList } from '../core/headers.ts';

export const wrongContentType: Fault = {
  id: 'wrong-content-type',
  summary: 'Gives the answer a content type that it does not have.',
  parameters: [{ name: 'type', kind: 'text', explanation: 'which, text/html without it' }],
  plan: ({ type = 'text/html' }) => ({
    kind: 'edit',
    edit: () => ({
      keepsBytes: true,
      head: (head) => ({ ...head, headers: withType(head.headers, String(type).replace(/[^\x20-\x7e]/g, '?')) }),
    }),
  }),
};

function withType(headers: HeaderList, type: string): HeaderList {
  return [['content-type', type], ...headers.filter(([name]) => name.toLowerCase() !== 'content-type')];
}
