/** UUIDs in any case (RFC 9562, section 4), also without dashes where the version and variant digits show one. */

import type { Normaliser } from '../normaliser.ts';

const pattern =
  /(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])|(?<![0-9a-z])[0-9a-f]{12}[1-8][0-9a-f]{3}[89ab][0-9a-f]{15}(?![0-9a-z])/gi;

export const uuid: Normaliser = {
  name: 'uuid',
  replace: (text) => (text.length < 32 ? text : text.replace(pattern, '[uuid]')),
};
