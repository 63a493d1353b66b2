/** Stands in for zod where only yes or no is asked: the part of its interface that the schema of interaction files uses, as predicates. */

import type * as Zod from 'zod';

/** As zod's schemas are: refining gives a new one, describing changes nothing. A test holds its answers to zod's. */
class Predicate {
  readonly #accepts: (value: unknown) => boolean;
  /** Whether an object may do without the field. */
  readonly omissible: boolean;

  constructor(accepts: (value: unknown) => boolean, omissible = false) {
    this.#accepts = accepts;
    this.omissible = omissible;
  }

  accepts(value: unknown): boolean {
    return this.#accepts(value);
  }

  safeParse(value: unknown): { readonly success: boolean } {
    return { success: this.#accepts(value) };
  }

  describe(): this {
    return this;
  }

  meta(): this {
    return this;
  }

  optional(): Predicate {
    return new Predicate((value) => value === undefined || this.#accepts(value), true);
  }

  exactOptional(): Predicate {
    return new Predicate(this.#accepts, true);
  }
}

class NumberPredicate extends Predicate {
  min(least: number): NumberPredicate {
    return new NumberPredicate((value) => this.accepts(value) && Number(value) >= least);
  }

  max(most: number): NumberPredicate {
    return new NumberPredicate((value) => this.accepts(value) && Number(value) <= most);
  }

  nonnegative(): NumberPredicate {
    return this.min(0);
  }
}

class StringPredicate extends Predicate {
  regex(pattern: RegExp): StringPredicate {
    return new StringPredicate((value) => typeof value === 'string' && this.accepts(value) && pattern.test(value));
  }

  /** zod counts code points. */
  max(most: number): StringPredicate {
    const fits = (text: string) => text.length <= most || (text.length <= 2 * most && [...text].length <= most);
    return new StringPredicate((value) => typeof value === 'string' && this.accepts(value) && fits(value));
  }
}

type Shape = Readonly<Record<string, Predicate>>;

class ObjectPredicate extends Predicate {
  readonly #shape: Shape;

  constructor(shape: Shape, others?: Predicate) {
    const fields = Object.entries(shape);
    super((value) => {
      if (!isObject(value)) return false;
      for (const [name, field] of fields) {
        if (name in value ? !field.accepts(value[name]) : !field.omissible) return false;
      }
      if (others === undefined) return true;
      return Object.keys(value).every((name) => Object.hasOwn(shape, name) || accepted(name, value[name], others));
    });
    this.#shape = shape;
  }

  catchall(others: Predicate): ObjectPredicate {
    return new ObjectPredicate(this.#shape, others);
  }
}

/** zod passes over a field called `__proto__`, but where no other field is allowed. */
function accepted(name: string, value: unknown, others: Predicate): boolean {
  return (name === '__proto__' && others !== nothing) || others.accepts(value);
}

const nothing = new Predicate(() => false);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const builders = {
  string: () => new StringPredicate((value) => typeof value === 'string'),
  number: () => new NumberPredicate(Number.isFinite),
  int: () => new NumberPredicate(Number.isSafeInteger),
  boolean: () => new Predicate((value) => typeof value === 'boolean'),
  null: () => new Predicate((value) => value === null),
  unknown: () => new Predicate(() => true),
  literal: (wanted: unknown) => new Predicate((value) => value === wanted),
  enum: (words: readonly unknown[]) => new Predicate((value) => words.includes(value)),
  array: (item: Predicate) => new Predicate((value) => Array.isArray(value) && value.every((one) => item.accepts(one))),
  tuple: (items: readonly Predicate[]) =>
    new Predicate(
      (value) =>
        Array.isArray(value) && value.length === items.length && items.every((item, i) => item.accepts(value[i])),
    ),
  union: (options: readonly Predicate[]) => new Predicate((value) => options.some((option) => option.accepts(value))),
  xor: (options: readonly Predicate[]) =>
    new Predicate((value) => options.filter((option) => option.accepts(value)).length === 1),
  object: (shape: Shape) => new ObjectPredicate(shape),
  looseObject: (shape: Shape) => new ObjectPredicate(shape),
  strictObject: (shape: Shape) => new ObjectPredicate(shape, nothing),
};

/** In zod's place wherever a schema takes zod as an argument. What is not in it, a schema that uses it misses when it is made. */
export const predicates = builders as unknown as typeof Zod;
