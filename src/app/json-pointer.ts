/** JSON pointers as the configuration has them (RFC 6901), with `*` for any key or index. */

import { z } from 'zod';

export const pointer = z
  .string()
  .regex(/^(?:\/(?:[^~/]|~[01])*)+$/, 'is not a JSON pointer such as /user/email or /messages/*/name');

/** RFC 6901, section 4; a segment `*` stands for any key or index. */
export function segmentsOf(text: string): readonly string[] {
  return text
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
