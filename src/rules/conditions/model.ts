/** The model that a request names: `model: gpt-4*`. */

import { textFamily } from '../text-family.ts';

export const model = textFamily({
  name: 'model',
  textsOf: ({ model }) => (model === undefined ? [] : [model]),
  called: 'the model is',
  none: 'the request names no model',
});
