/** The JSON Schema of `llmsim.yaml`, made from the schemas that check it, for editors. */

import { z } from 'zod';
import { configurationSchema } from './check-configuration.ts';

/** Where it stands in an installed package; a comment at the top of a file leads editors to it. */
export const schemaLocation = 'node_modules/llmsim/docs/configuration.schema.json';

/** Draft 7, which editors of YAML know best. */
export function configurationJsonSchema(): object {
  const schema = z.toJSONSchema(configurationSchema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // Whole numbers need no bounds that are JavaScript's own.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (zodSchema instanceof z.ZodPipe) alsoText(jsonSchema);
    },
  });
  return { ...schema, title: 'llmsim.yaml' };
}

/** What is made of a text before it is checked: a bare text stands for its main field. */
function alsoText(schema: Record<string, unknown>): void {
  const { description, ...fields } = schema;
  for (const name of Object.keys(fields)) delete schema[name];
  schema['anyOf'] = [{ type: 'string' }, fields];
}
