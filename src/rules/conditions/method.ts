/** The method of a request, in any case: `method: POST`. */

import { listedName } from '../listed-name.ts';

export const method = listedName('method', ({ request }) => [request.method], 'the method is');
