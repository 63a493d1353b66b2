/** The path of a request target as segments, and names for what it addresses. */

/**
 * The non-empty segments before `?` and `#`, percent-decoded where they are well-formed. `%2F` stays inside its segment, for
 * ids with slashes (ARNs) are one segment; `//openai` is `openai`, as clients with a base URL that ends in `/` send it.
 */
export function segmentsOf(target: string): string[] {
  const end = target.search(/[?#]/);
  const segments: string[] = [];
  for (const segment of (end < 0 ? target : target.slice(0, end)).split('/')) {
    if (segment !== '') segments.push(segment.includes('%') ? decoded(segment) : segment);
  }
  return segments;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** `v1`, `v2`, `v1beta`, `v1beta1`, `v1alpha`: how providers write an API version. */
export function isVersion(segment: string | undefined): boolean {
  return segment !== undefined && /^v\d+(?:(?:alpha|beta)\d*)?$/.test(segment);
}

/** The words as one endpoint name: `['threads', 'submit_tool_outputs']` is `threads-submit-tool-outputs`, `countTokens` is `count-tokens`. */
export function endpointName(words: readonly string[]): string {
  const name = words
    .join('-')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'root' : name;
}
