/** Chat completions and legacy completions in both forms, whole and streamed, as OpenAI and its kin send them. */

import type { Streaming } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { jsonObjectIn } from '../json-shape.ts';
import { withFields } from '../request-fields.ts';
import { withinTheStack } from '../within-the-stack.ts';
import { joinChunks } from './join-chunks.ts';
import { splitCompletion } from './split-completion.ts';

/** https://platform.openai.com/docs/api-reference/chat-streaming */
export const chatStreaming: Streaming = withinTheStack({
  otherForms,
  join: joinChunks,
  split: splitCompletion,
});

function otherForms(request: SimRequest): readonly SimRequest[] {
  const body = jsonObjectIn(request.body);
  if (body === undefined || request.method !== 'POST') return [];
  const forms =
    body['stream'] === true
      ? [withFields(request, { stream: undefined, stream_options: undefined })]
      : [
          withFields(request, { stream: true, stream_options: undefined }),
          withFields(request, { stream: true, stream_options: { include_usage: true } }),
        ];
  return forms.filter((form) => form !== undefined);
}
