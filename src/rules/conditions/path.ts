/** The path of a request, without its query and the upstream's prefix: `path: "/v1/chat/*"`. */

import { pathOf } from '../../core/request.ts';
import { textFamily } from '../text-family.ts';

export const path = textFamily({
  name: 'path',
  textsOf: ({ request }) => [pathOf(request.target)],
  called: 'the path is',
  none: '',
});
