/** The form `base64`: a small body that is not UTF-8. */

import { Buffer } from 'node:buffer';
import { type BodyForm, BodyFormError } from '../body-form.ts';

export const base64: BodyForm = {
  id: 'base64',
  fields: ['base64'],
  layout: 'line',
  fits: () => false,

  encode(body) {
    return { base64: Buffer.from(body.bytes).toString('base64') };
  },

  decode(fields) {
    const written = fields['base64'] as string;
    const bytes = Buffer.from(written, 'base64');
    // Buffer skips what is not base64, which would hide a typing error.
    if (bytes.toString('base64') !== written)
      throw new BodyFormError('expected base64 with padding (RFC 4648, section 4)');
    return bytes;
  },

  schema(z) {
    return z.looseObject({ base64: z.string().describe('RFC 4648, section 4, with padding.') });
  },
};
