/** All targets of fuzzing: whatever reads what others wrote. A new parser gets a line in one of these lists. */

import type { FuzzTarget } from './target.ts';
import { fileTargets } from './targets/files.ts';
import { jsonTargets } from './targets/json.ts';
import { requestTargets } from './targets/requests.ts';
import { schemaTargets } from './targets/schemas.ts';
import { streamTargets } from './targets/streams.ts';
import { wordTargets } from './targets/words.ts';

export const targets: readonly FuzzTarget[] = [
  ...streamTargets,
  ...jsonTargets,
  ...fileTargets,
  ...schemaTargets,
  ...requestTargets,
  ...wordTargets,
];
