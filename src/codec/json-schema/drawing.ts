/** What the families of keywords share while a value is drawn: the draws, the place, and how a draw fails. */

import type { Random } from '../../core/random.ts';
import type { JsonValue } from '../json-style.ts';
import type { SchemaNode } from './schema-node.ts';

export interface Place {
  /** Of the property, for values that fit it. */
  readonly name: string | undefined;
  /** How many containers there are around it. */
  readonly depth: number;
  /** The schemas that references led to on the way here. */
  readonly trail: Trail | undefined;
  /** Only what must be there, so that the value ends soon. */
  readonly frugal: boolean;
}

export interface Trail {
  readonly node: SchemaNode;
  readonly before: Trail | undefined;
}

export interface Drawing {
  readonly random: Random;
  /** A text for a property of that name. */
  readonly words: (random: Random, name: string | undefined) => string;
  /** A value that satisfies all of the schemas. */
  draw(nodes: readonly SchemaNode[], place: Place): JsonValue | Impossible;
  /** Counts a try that failed, or `cost` of them; false once there were too many. */
  mayTryAgain(cost?: number): boolean;
}

/** What a value must satisfy beyond the keywords of its family. */
export type Accept = (value: JsonValue) => boolean;

export class Impossible {
  /** In the schema. */
  readonly pointer: string;
  readonly why: string;
  /** No value can exist; else only none was found. */
  readonly proven: boolean;

  constructor(pointer: string, why: string, proven: boolean) {
    this.pointer = pointer;
    this.why = why;
    this.proven = proven;
  }
}

/** More items, properties or characters than this are not drawn. */
export const mostMembers = 10_000;
export const mostCharacters = 100_000;
