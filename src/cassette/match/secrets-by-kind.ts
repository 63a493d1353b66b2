/** Redaction markers by their kind alone, so that rotating a secret does not lose the recording. */

/**
 * The number in a marker tells secrets of one interaction apart; a replayed marker that a client sends back stands for the
 * secret that it sent when recording.
 */
export function secretsByKind(text: string): string {
  return text.includes('[redacted:') ? text.replace(/\[redacted:([a-z0-9-]+):\d+\]/g, '[redacted:$1]') : text;
}

export function bytesByKind(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.includes('[redacted:') ? Buffer.from(secretsByKind(buffer.toString('latin1')), 'latin1') : bytes;
}
