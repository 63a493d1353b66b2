/** The form `json`: a body that is one JSON text, indented in the file however it was spelled on the wire. */

import { jsonDepth } from '../../codec/json-nesting.ts';
import { encodeUtf8 } from '../../codec/utf8.ts';
import { type BodyForm, bodyNesting } from '../body-form.ts';
import { readStyledTexts, renderStyled, type Spelling, spellingFields, spellingSchemas } from '../styled-json.ts';

/** What indenting may at worst make of a body: a deeply nested one would outgrow the limit for files. */
const maxIndented = 64 * 1024 * 1024;

export const json: BodyForm = {
  id: 'json',
  fields: ['json', ...spellingFields],
  layout: 'tree',
  fits: () => false,

  encode({ text }) {
    if (text === undefined) return undefined;
    const depth = jsonDepth(text, bodyNesting);
    if ((2 * depth + 8) * text.length > maxIndented) return undefined;
    const { style, items } = readStyledTexts([text]);
    const item = items[0];
    if (item === undefined) return undefined;
    const { value, ...spelling } = item;
    return { json: value, ...(style === undefined ? {} : { style }), ...spelling };
  },

  decode(fields) {
    return encodeUtf8(renderStyled(fields['json'], fields as Spelling));
  },

  schema(z) {
    return z.looseObject({ json: z.unknown(), ...spellingSchemas(z) });
  },
};
