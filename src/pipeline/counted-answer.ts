/** How many tokens an answer has taken: as its provider counted them, or estimated from what it says. */

import type { Answer, Usage } from '../core/answer.ts';
import type { CollectedReply, Dialect } from '../core/dialect.ts';
import { estimateTokens } from '../tokenizer/estimate.ts';

/** `words` is an estimate of all that was generated, for an answer that has no usage. */
export type CountedAnswer =
  | { readonly kind: 'usage'; readonly usage: Usage }
  | { readonly kind: 'words'; readonly tokens: number };

/** Undefined for what is no model's answer. Never throws. */
export function countedAnswer(reply: CollectedReply, dialect: Dialect): CountedAnswer | undefined {
  const answer = dialect.answerOf(reply);
  if (answer === undefined) return undefined;
  const { usage } = answer;
  return usage === undefined ? { kind: 'words', tokens: estimateTokens(wordsOf(answer)) } : { kind: 'usage', usage };
}

function wordsOf({ choices }: Answer): string {
  return choices
    .flatMap(({ text, reasoning, refusal, toolCalls }) => [
      text,
      reasoning,
      refusal,
      ...toolCalls.map((call) => `${call.name} ${call.arguments}`),
    ])
    .join(' ');
}
