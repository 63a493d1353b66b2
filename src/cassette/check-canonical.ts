/** Whether a file is written as llmsim would write it; what `verify` reports when somebody edited one by hand. */

import { Buffer } from 'node:buffer';
import type { DecodedInteraction } from './decode-interaction.ts';
import { encodeInteraction } from './encode-interaction.ts';

/** True when encoding `decoded` gives `bytes`, the file it was decoded from, byte for byte. */
export function checkCanonical(bytes: Uint8Array, decoded: DecodedInteraction): boolean {
  return Buffer.from(encodeInteraction(decoded, decoded.extra).text).equals(bytes);
}
