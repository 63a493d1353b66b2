/** Rate limits as Bedrock has them: a ThrottlingException without a word on when to come again. */

import type { RateLimitWords } from '../../core/rate-limits.ts';
import { plainLimits } from '../plain-limits.ts';

/** https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html: the bound on the answer is taken at once. */
export const bedrockLimits: RateLimitWords = {
  ...plainLimits,
  refusal(reached) {
    const what = reached.kind === 'window' && reached.state.counts !== 'requests' ? 'tokens' : 'requests';
    return { status: 429, code: null, message: `Too many ${what}, please wait before trying again.` };
  },
};
