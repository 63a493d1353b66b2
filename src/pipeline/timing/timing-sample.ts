/** The measurements of a provider's pace that a recording holds. */

import type { Dialect } from '../../core/dialect.ts';
import type { Interaction } from '../../core/interaction.ts';
import type { ReplyShape } from '../../latency/reply-shape.ts';
import { type NoSample, type TimingSample, timingSampleOf } from '../../latency/timing-sample.ts';
import { replyShapeOf } from './chunk-shape.ts';

/** An answer of which is known when each of its tokens came. */
export interface TimedAnswer {
  readonly shape: ReplyShape;
  readonly sample: TimingSample;
}

/** Why a recording tells nothing of its provider's pace. */
export type Untimed = NoSample | 'an error' | 'broke off';

/** `dialect` is the request's own. A stream that broke off is left out, for nobody knows how it would have gone on. Never throws. */
export function timedAnswerOf({ request, response }: Interaction, dialect: Dialect): TimedAnswer | Untimed {
  if (response.status < 200 || response.status >= 300) return 'an error';
  if (response.end !== 'complete') return 'broke off';
  const shape = replyShapeOf(response, dialect, request);
  const sample = timingSampleOf(shape, response.timing);
  return typeof sample === 'string' ? sample : { shape, sample };
}
