/** The form `text`: any UTF-8 body as a list of its lines, each with its line end, so that it can be read. */

import { splitLines } from '../../codec/json-lines.ts';
import { encodeUtf8 } from '../../codec/utf8.ts';
import type { BodyForm } from '../body-form.ts';

export const text: BodyForm = {
  id: 'text',
  fields: ['text'],
  layout: { items: 'line' },
  fits: () => false,

  encode(body) {
    return body.text === undefined ? undefined : { text: splitLines(body.text) };
  },

  decode(fields) {
    return encodeUtf8((fields['text'] as readonly string[]).join(''));
  },

  schema(z) {
    return z.looseObject({ text: z.array(z.string()).describe('The body cut into lines, line ends kept.') });
  },
};
