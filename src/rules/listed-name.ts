/** Makes a family of conditions about a name that is one of a few, in any case: `method: POST`, `provider: [openai, groq]`. */

import { type ConditionFamily, conditionText, problem } from './condition-family.ts';
import type { RuleSubject } from './rule-subject.ts';

/** @param called how the clause begins: `the method is` */
export function listedName(
  key: string,
  namesOf: (subject: RuleSubject) => readonly string[],
  called: string,
): ConditionFamily {
  return {
    keys: [key],
    read(_key, value) {
      const given: readonly unknown[] = Array.isArray(value) ? value : [value];
      const wanted = given.flatMap((name) => (typeof name === 'string' ? name.toLowerCase() : []));
      if (wanted.length === 0 || wanted.length < given.length) return problem('is no name and no list of names');
      return {
        kind: 'condition',
        condition: {
          text: conditionText(key, value),
          check(subject) {
            const names = namesOf(subject);
            return names.some((name) => wanted.includes(name.toLowerCase()))
              ? { holds: true, groups: undefined }
              : { holds: false, why: () => `${called} ${names.join(', ')}` };
          },
        },
      };
    },
  };
}
