/** Says a text in which parts of the request are filled in. */

import { fillTemplate } from '../codec/template.ts';
import type { Generator } from '../core/generator.ts';
import { promptValue } from '../core/prompt-values.ts';

export const template: Generator = {
  id: 'template',
  explanation: 'a text with {{user}}, {{system}}, {{model}}, {{messages.0}}, {{tool_result}}, {{tools}}, {{turn}}',
  freeLength: false,
  say: ({ prompt, text }) => ({
    kind: 'said',
    text: fillTemplate(text ?? '', (name) => promptValue(prompt, name)),
    toolCalls: [],
  }),
};
