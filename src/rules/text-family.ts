/** Makes a family of conditions about texts: `<name>` with wildcards, `<name>_contains`, `<name>_equals`, `<name>_matches`. */

import { type ConditionFamily, conditionText, quoted } from './condition-family.ts';
import type { Verdict } from './rule.ts';
import type { RuleSubject } from './rule-subject.ts';
import { readTextTest, type TextOperator, type TextTest, textOperators } from './text-test.ts';

export interface TextFamilyOptions {
  readonly name: string;
  /** What is looked at; one of them must do, and the first that does gives the groups. */
  readonly textsOf: (subject: RuleSubject) => readonly string[];
  /** How a clause about the texts begins: `the model is`. */
  readonly called: string;
  /** The clause where there is no text at all: `no tool is offered`. */
  readonly none: string;
}

export function textFamily({ name, textsOf, called, none }: TextFamilyOptions): ConditionFamily {
  const operators = new Map<string, TextOperator | undefined>([[name, undefined]]);
  for (const operator of textOperators) operators.set(`${name}_${operator}`, operator);
  return {
    keys: [...operators.keys()],
    read(key, value) {
      const read = readTextTest(operators.get(key), value);
      if (read.kind === 'problem') return read;
      const { test } = read;
      return {
        kind: 'condition',
        condition: {
          text: conditionText(key, value),
          check: (subject) => judged(textsOf(subject), test, called, none),
        },
      };
    },
  };
}

const holds: Verdict = { holds: true, groups: undefined };

/** The verdict on some texts, of which one must do. */
export function judged(texts: readonly string[], test: TextTest, called: string, none: string): Verdict {
  for (const text of texts) {
    const groups = test(text);
    if (groups !== undefined) return '0' in groups ? { holds: true, groups } : holds;
  }
  return { holds: false, why: () => (texts.length === 0 ? none : `${called} ${shown(texts)}`) };
}

function shown(texts: readonly string[]): string {
  const first = texts.slice(0, 3).map(quoted).join(', ');
  return texts.length > 3 ? `${first} and ${texts.length - 3} more` : first;
}
