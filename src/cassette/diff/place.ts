/** A part of a canonical request, and how people name it: `messages[2].content`, `header anthropic-beta`. */

export type Segments = readonly (string | number)[];

export type Place =
  | { readonly kind: 'method' }
  | { readonly kind: 'path' }
  | { readonly kind: 'query'; readonly name: string }
  | { readonly kind: 'header'; readonly name: string }
  /** The whole body, where it is no JSON or of different kinds. */
  | { readonly kind: 'body' }
  /** Of a JSON body; no segments mean all of it. */
  | { readonly kind: 'field'; readonly segments: Segments }
  /** Of a multipart body; `detail` is undefined for the part itself or its content. */
  | { readonly kind: 'part'; readonly name: string; readonly detail: 'filename' | 'content-type' | undefined };

export function placeName(place: Place): string {
  switch (place.kind) {
    case 'method':
    case 'path':
    case 'body':
      return place.kind;
    case 'query':
    case 'header':
      return `${place.kind} ${place.name}`;
    case 'part':
      return `part ${place.name}${place.detail === undefined ? '' : ` (${place.detail})`}`;
    case 'field':
      return fieldName(place.segments);
  }
}

/** The field as JavaScript would name it; `body` for no segments. */
function fieldName(segments: Segments): string {
  let name = '';
  for (const segment of segments) {
    if (typeof segment === 'number') name += `[${segment}]`;
    else if (!/^[A-Za-z_$][\w$-]*$/.test(segment)) name += `[${JSON.stringify(segment)}]`;
    else name += name === '' ? segment : `.${segment}`;
  }
  return name === '' ? 'body' : name.startsWith('[') ? `body${name}` : name;
}

/** RFC 6901; segments may hold `*`. */
export function pointerOf(segments: Segments): string {
  return segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
