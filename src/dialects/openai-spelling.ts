/** What the spellings of OpenAI's requests have in common. */

import { isCanonicalObject } from '../core/canonical.ts';
import { doesNotCount, type Fields, type Spelling } from './body-spelling.ts';

/** Who asks does not change the answer: https://platform.openai.com/docs/guides/safety-best-practices */
export const whoAsks: Fields = { user: doesNotCount, safety_identifier: doesNotCount };

/** The same for multipart fields and query parameters. */
export const whoAsksFields: ReadonlySet<string> = new Set(['user', 'safety_identifier']);

/** The request headers of OpenAI that can change an answer. */
export const openAiHeaders: readonly string[] = ['openai-beta'];

/** `{"type": "text"}` is the format of an answer that has none. */
export const textFormat: Spelling = (value) =>
  isCanonicalObject(value) && value['type'] === 'text' && Object.keys(value).length === 1
    ? undefined
    : (value ?? undefined);
