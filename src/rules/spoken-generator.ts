/** A rule's words as a generator, so that they are held to a request's bounds and counted as invented ones are. */

import type { Generator } from '../core/generator.ts';
import { type Fill, filled } from './fill-response.ts';
import type { SpokenResponse } from './rule.ts';

export function spokenGenerator(response: SpokenResponse, fill: Fill): Generator {
  return {
    id: 'rule',
    explanation: 'what a rule says',
    freeLength: false,
    say: () => ({
      kind: 'said',
      text: fill(response.content),
      reasoning: fill(response.reasoning),
      refusal: fill(response.refusal),
      toolCalls: response.toolCalls.map(({ name, arguments: given }) => ({
        name: fill(name),
        arguments: typeof given === 'string' ? fill(given) : JSON.stringify(filled(given, fill)),
      })),
      finish: response.finish,
      usage: response.usage,
    }),
  };
}
