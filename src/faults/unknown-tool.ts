/** Calls a tool that the request did not offer. */

import type { Fault } from '../core/fault.ts';

export const unknownTool: Fault = {
  id: 'unknown-tool',
  summary: 'Calls a tool that the request did not offer.',
  parameters: [{ name: 'name', kind: 'text', explanation: 'what it is called, tool_that_does_not_exist without it' }],
  plan: ({ name = 'tool_that_does_not_exist' }) => ({
    kind: 'reword',
    reword({ text, toolCalls }) {
      const calls = toolCalls.length > 0 ? toolCalls : [{ name: '', arguments: '{}' }];
      const renamed = calls.map((call) => ({ ...call, name: String(name) }));
      return [{ text: toolCalls.length > 0 ? text : '', refusal: '', toolCalls: renamed, finish: 'tool-calls' }];
    },
  }),
};
