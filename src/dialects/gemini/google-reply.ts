/** Answers as Google's front ends write them: indented, and with their headers. */

import type { CollectedReply } from '../../core/dialect.ts';
import type { Random } from '../../core/random.ts';

/** @param ids of the request: the time it seems to have taken is drawn from them */
export function googleReply(ids: Random, value: object): CollectedReply {
  return {
    status: 200,
    headers: [
      ['content-type', 'application/json; charset=UTF-8'],
      ['vary', 'Origin'],
      ['vary', 'X-Origin'],
      ['vary', 'Referer'],
      ['server', 'scaffolding on HTTPServer2'],
      ['x-content-type-options', 'nosniff'],
      ['server-timing', `gfet4t7; dur=${100 + ids.fork('headers').below(900)}`],
    ],
    body: Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`),
  };
}
