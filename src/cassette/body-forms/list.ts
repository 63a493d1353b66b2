/** The body forms, in the order in which they are tried; the last takes any body. */

import type { BodyForm } from '../body-form.ts';
import { base64 } from './base64.ts';
import { blob } from './blob.ts';
import { eventStream } from './event-stream.ts';
import { json } from './json.ts';
import { multipart } from './multipart.ts';
import { ndjson } from './ndjson.ts';
import { sse } from './sse.ts';
import { text } from './text.ts';

export const bodyForms: readonly BodyForm[] = [json, sse, ndjson, eventStream, multipart, text, blob, base64];
