/** What a model seems to think before it answers: steps about the question, of any length. */

import type { Generator } from '../core/generator.ts';
import { lastUserMessage } from '../core/prompt.ts';

const steps = [
  'First I should look at what is given.',
  'The question has more than one part, so I take them one at a time.',
  'Let me check that against what was said before.',
  'An example helps to see whether this is right.',
  'That leaves one case which I have not looked at yet.',
  'It could also be meant the other way round, but that is less likely.',
  'I should keep the answer short and say what it rests on.',
  'Now I have everything that the answer needs.',
] as const;

export const reasoning: Generator = {
  id: 'reasoning',
  explanation: 'steps of thought about the last message of the user',
  freeLength: true,
  say({ prompt, random, tokens }) {
    const question = lastUserMessage(prompt)?.replace(/\s+/g, ' ').slice(0, 80) ?? '';
    const said: string[] = [question === '' ? 'I am asked to go on.' : `The user asks: "${question}".`];
    for (let words = wordsIn(said[0] ?? ''); words < tokens; ) {
      const step = random.pick(steps);
      said.push(step);
      words += wordsIn(step);
    }
    return { kind: 'said', text: said.join(' '), toolCalls: [] };
  },
};

/** No token is longer than a word. */
function wordsIn(text: string): number {
  return text.split(' ').length;
}
