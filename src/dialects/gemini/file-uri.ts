/** Which URIs of files Gemini made up itself. */

import { generatedId, type Spelling } from '../body-spelling.ts';

/** `files/<id>`, alone or at the end of the API's own URL. */
const uploaded = /^(?:https?:\/\/[^?#]*\/v1[a-z0-9]*\/)?files\/[A-Za-z0-9_-]+$/;

/** The URI of an upload is an id; `gs://` and web addresses count as they are. */
export const fileUri: Spelling = (value) =>
  typeof value === 'string' && uploaded.test(value) ? generatedId(value) : (value ?? undefined);
