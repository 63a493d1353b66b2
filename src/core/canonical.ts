/** The canonical request: what matching looks at, in the one spelling that a dialect gives it. */

/** An id that an earlier answer made up: which one it is counts only within the request, so it is numbered by first appearance. */
export class GeneratedId {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

/** A JSON number that a double does not hold exactly (an integer beyond 2^53, say), by its value. */
export class ExactNumber {
  /** The number's canonical spelling: equal values have equal ones. */
  readonly spelling: string;

  constructor(spelling: string) {
    this.spelling = spelling;
  }
}

export type CanonicalValue =
  | null
  | boolean
  | number
  | string
  | ExactNumber
  | GeneratedId
  | readonly CanonicalValue[]
  | CanonicalObject;

export interface CanonicalObject {
  readonly [name: string]: CanonicalValue;
}

/** One part of a multipart body. */
export interface CanonicalPart {
  readonly name: string;
  /** Of a file; undefined for a plain field. */
  readonly filename: string | undefined;
  /** Of a file, as sent; undefined where there is none, and for plain fields. */
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
}

export type CanonicalBody =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: CanonicalValue }
  /** Sorted by name; the order of parts of one name is kept. */
  | { readonly kind: 'multipart'; readonly parts: readonly CanonicalPart[] }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export interface CanonicalRequest {
  /** Upper-case. */
  readonly method: string;
  /** Pieces that make the path when joined, because ids stand in it; percent-encoding in one spelling. */
  readonly path: readonly (string | GeneratedId)[];
  /** Decoded, sorted by name, without credentials; the order of one name's values is kept. */
  readonly query: readonly (readonly [name: string, value: string | GeneratedId])[];
  /** Lower-case names, sorted: only those that can change the answer. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: CanonicalBody;
}

/** What a dialect knows about matching its requests. Everything it does not name counts. */
export interface CanonicalRules {
  /** Lower-case names of the request headers whose value can change the answer. A list value (`a,b`) counts without its order. */
  readonly headers: readonly string[];
  /** Names of query parameters and of multipart fields that never change the answer. */
  readonly ignoredFields: ReadonlySet<string>;
  /**
   * The JSON body in the dialect's one spelling: without what never changes the answer, with one form for what SDKs spell
   * in several, and with the ids of earlier answers as `GeneratedId`. Field names and places stay those of the wire, because people
   * name them in their configuration. Never throws; what is not of the expected shape stays as it is. Copies only what it changes.
   */
  body(body: CanonicalObject, target: string): CanonicalObject;
  /** A body that `body` returned, without its system prompt. */
  withoutSystem(body: CanonicalObject): CanonicalObject;
  /** A body that `body` returned, with a tool's name in place of each tool's definition. */
  withToolNames(body: CanonicalObject): CanonicalObject;
  /** A body that `body` returned, without its tool definitions. */
  withoutTools(body: CanonicalObject): CanonicalObject;
}

/** `Array.isArray` does not narrow readonly arrays. */
export function isCanonicalArray(value: CanonicalValue): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}

export function isCanonicalObject(value: CanonicalValue): value is CanonicalObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isCanonicalArray(value) &&
    !(value instanceof GeneratedId) &&
    !(value instanceof ExactNumber)
  );
}
