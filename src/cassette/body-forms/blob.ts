/** The form `blob`: a large or binary body, in a file of its own in the cassette's folder. */

import { largeBinary, largeBody } from '../blobs.ts';
import type { BodyForm } from '../body-form.ts';

export const blob: BodyForm = {
  id: 'blob',
  fields: ['blob'],
  layout: 'line',
  takesLarge: true,
  fits: () => false,

  encode(body, addBlob) {
    const limit = body.text === undefined ? largeBinary : largeBody;
    return body.bytes.length > limit ? { blob: addBlob(body.bytes) } : undefined;
  },

  decode(fields, readBlob) {
    return readBlob(fields['blob'] as string);
  },

  schema(z) {
    return z.looseObject({
      blob: z.string().describe('`blobs/<sha256 of the bytes>.bin`, relative to the file’s folder.'),
    });
  },
};
