/** JSON that the model says is cut in the middle. */

import type { Fault } from '../core/fault.ts';
import { firstHalfOf } from '../core/fault-steps.ts';

export const truncatedJson: Fault = {
  id: 'truncated-json',
  summary:
    "Cuts the JSON that the model says: a call's arguments where the protocol has them as text, else its text, made JSON where it is none.",
  parameters: [],
  plan: () => ({
    kind: 'reword',
    reword({ text, toolCalls }) {
      const said = { text: firstHalfOf(isJson(text) ? text : JSON.stringify({ answer: text })), refusal: '' };
      const calls = toolCalls.map((call) =>
        isJson(call.arguments) ? { ...call, arguments: firstHalfOf(call.arguments) } : call,
      );
      const inText = { ...said, toolCalls: [], finish: 'length' } as const;
      const cut = calls.some((call, i) => call !== toolCalls[i]);
      return !cut ? [inText] : [{ text, refusal: '', toolCalls: calls, finish: 'length' }, inText];
    },
  }),
};

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
