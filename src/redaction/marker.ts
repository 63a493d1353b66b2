/** The text that stands where a secret was. */

/** `[redacted:kind]`; stable, so that redacting twice changes nothing. */
export function marker(kind: string): string {
  return `[redacted:${kind}]`;
}
