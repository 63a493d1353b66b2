/** Fills the templates in a rule's response: `{{match.1}}` and what a prompt gives, such as `{{user}}`. */

import { fillTemplate } from '../codec/template.ts';
import { promptValue } from '../core/prompt-values.ts';
import type { Groups } from './rule.ts';
import type { RuleSubject } from './rule-subject.ts';

export type Fill = (text: string) => string;

/** `match.<number or name>`, `model`, and all that `promptValue` knows. */
export function fillerOf({ model, prompt, lastUserMessage }: RuleSubject, groups: Groups | undefined): Fill {
  const value = (name: string): string | undefined => {
    if (name.startsWith('match.')) {
      const group = name.slice('match.'.length);
      return groups !== undefined && Object.hasOwn(groups, group) ? groups[group] : undefined;
    }
    if (prompt !== undefined) return promptValue(prompt, name);
    return name === 'model' ? model : name === 'user' ? lastUserMessage : undefined;
  };
  return (text) => (text.includes('{{') ? fillTemplate(text, value) : text);
}

/** Every text in a JSON value is a template; keys are not. */
export function filled(value: unknown, fill: Fill): unknown {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((one: unknown) => filled(one, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, fill)]));
}
