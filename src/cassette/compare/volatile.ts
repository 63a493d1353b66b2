/** Values that are other each time although the answer is the same: ids, times, fingerprints, padding, what a cache saved. */

const names =
  /^(?:id|ids|created|createTime|updateTime|system_fingerprint|obfuscation|etag|timestamp|date|nonce|processing_ms|signature)$|(?:^|_)ids?$|[a-z]Ids?$|_at$|[a-z]At$|_(?:duration|time|ms)$|^cache[a-z_]*tokens$|^cached\w*TokenCount$|^cacheTokensDetails$/;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isoTime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
/** `chatcmpl-9f3b…`, `resp_68a1…`: a word, then what was drawn. */
const drawn = /^([a-z]{2,}(?:[-_][a-z]{2,})*[-_])(?=[a-z]*\d)[a-z0-9]{8,}$/i;

/** Whether the difference of two values of a field says nothing. `name` is the field's, of an element its list's. */
export function isVolatile(name: string, before: unknown, after: unknown): boolean {
  if (names.test(name)) return typeof before === typeof after && typeof before !== 'object';
  if (typeof before !== 'string' || typeof after !== 'string') return false;
  if (uuid.test(before) && uuid.test(after)) return true;
  if (isoTime.test(before) && isoTime.test(after)) return true;
  const [was, is] = [drawn.exec(before)?.[1], drawn.exec(after)?.[1]];
  return was !== undefined && was === is;
}
