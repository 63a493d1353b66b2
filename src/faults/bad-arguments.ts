/** Gives tool calls arguments that are JSON and not what the tool takes. */

import type { Fault } from '../core/fault.ts';

export const badArguments: Fault = {
  id: 'bad-arguments',
  summary: "Breaks the schema of a tool's arguments: every value is of another type, and one more is there.",
  parameters: [],
  plan: () => ({
    kind: 'reword',
    reword({ text, toolCalls }) {
      const calls = toolCalls.map((call) => {
        const given = objectIn(call.arguments);
        return given === undefined ? call : { ...call, arguments: JSON.stringify(mistyped(given)) };
      });
      const changed = calls.some((call, i) => call !== toolCalls[i]);
      return changed ? [{ text, refusal: '', toolCalls: calls, finish: 'tool-calls' }] : [];
    },
  }),
};

function mistyped(given: object): object {
  const wrong = Object.entries(given).map(([name, value]) => [
    name,
    typeof value === 'object' ? 'wrong' : { wrong: value },
  ]);
  return { ...Object.fromEntries(wrong), argument_that_does_not_exist: true };
}

/** Undefined for the free text that custom tools take. */
function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
