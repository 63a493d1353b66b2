/** The headers that OpenAI puts on every answer, made up and the same for the same request. */

import type { HeaderList } from '../core/headers.ts';
import type { Random } from '../core/random.ts';
import { hexId } from './openai-ids.ts';

export function openaiHeaders(ids: Random, contentType: string): HeaderList {
  const random = ids.fork('headers');
  return [
    ['content-type', contentType],
    ['openai-organization', 'llmsim'],
    ['openai-processing-ms', String(100 + random.below(900))],
    ['openai-version', '2020-10-01'],
    ['x-request-id', hexId('req_', 16, random)],
  ];
}
