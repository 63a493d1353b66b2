/** The provider: the family of the request's dialect, or the upstream that the path names: `provider: [openai, groq]`. */

import { listedName } from '../listed-name.ts';

export const provider = listedName('provider', ({ providers }) => providers, 'the provider is');
