/** JSON that validates against the schema that the request gives, or a plain object where it only asks for JSON. */

import { sampleProblem, sampleSchema } from '../codec/json-schema/sample.ts';
import type { Generator } from '../core/generator.ts';

export const jsonSchema: Generator = {
  id: 'json-schema',
  explanation: 'JSON that validates against the schema of the request',
  freeLength: false,
  say({ prompt, random }) {
    const { format } = prompt;
    if (format.kind !== 'schema') return said({ message: 'This is a made-up answer.', ok: true });
    const sample = sampleSchema(format.schema, random);
    return sample.kind === 'sampled' ? said(sample.value) : { kind: 'impossible', why: sampleProblem(sample) };
  },
};

function said(value: unknown): ReturnType<Generator['say']> {
  return { kind: 'said', text: JSON.stringify(value), toolCalls: [] };
}
