/** What a recorded response says: the model's answer, or what else its body holds. */

import type { Answer } from '../../core/answer.ts';
import type { Interaction } from '../../core/interaction.ts';
import { dialectOf } from '../../dialects/list.ts';
import { framedBody } from './framed-values.ts';

export type Said =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array };

/** Never throws. */
export function saidIn(interaction: Pick<Interaction, 'request' | 'response'>): Said {
  const { request, response } = interaction;
  const { dialect } = dialectOf(request);
  const reply = { status: response.status, headers: response.headers, body: response.bytes };
  const answer = dialect.answerOf(reply);
  if (answer !== undefined && answer.choices.length > 0) return { kind: 'answer', answer };
  const body = framedBody(response.headers, response.bytes);
  switch (body.kind) {
    case 'empty':
      return { kind: 'text', text: '' };
    case 'json':
      return body;
    case 'binary':
      return body;
    case 'text':
      return body;
    case 'events':
      return { kind: 'text', text: dialect.textOf(reply) };
  }
}

/** Whether something was said in words, calls, reasoning, refusals: two answers of other kinds have other fields. */
export function waysOfAnswering({ choices }: Answer): string {
  const ways = new Set<string>();
  for (const { text, reasoning, refusal, toolCalls } of choices) {
    if (text !== '') ways.add('text');
    if (reasoning !== '') ways.add('reasoning');
    if (refusal !== '') ways.add('refusal');
    if (toolCalls.length > 0) ways.add('tool calls');
  }
  return [...ways].sort().join(', ');
}
