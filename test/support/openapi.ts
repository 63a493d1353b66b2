/** Checks values against a published API description: each of its schemas as a validator that says what is wrong. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { PROJECT_ROOT } from './run-cli.ts';

/** What is wrong with a value, as sentences; empty for one that is as described. */
export type Validator = (value: unknown) => readonly string[];

export interface ApiDescription {
  /** A schema of `components.schemas` by its name; throws where there is none. */
  schema(name: string): Validator;
  /** How many values were checked. */
  readonly checked: () => number;
}

/** The folder with the descriptions: `LLMSIM_SPECS`, else `shared/specs` beside the checkout. */
function folder(): string {
  return process.env['LLMSIM_SPECS'] ?? join(PROJECT_ROOT, '..', 'shared', 'specs');
}

/** Undefined where the file is not to be found: such tests are left out, with a word. */
export function openapi(file: string): ApiDescription | undefined {
  const path = join(folder(), file);
  if (!existsSync(path)) {
    process.stderr.write(`${file} is not there: set LLMSIM_SPECS to the folder of the API descriptions.\n`);
    return undefined;
  }
  return describedBy(parse(readFileSync(path, 'utf8')));
}

/** @param document an OpenAPI document with `components.schemas` */
export function describedBy(document: {
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}): ApiDescription {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, inlineRefs: false });
  ajv.addSchema({ $id: 'api', components: withoutDialect(document.components) });
  const validators = new Map<string, Validator>();
  let checked = 0;
  return {
    schema(name) {
      let validator = validators.get(name);
      if (validator === undefined) {
        if (document.components.schemas[name] === undefined) throw new Error(`there is no schema ${name}`);
        const validate = ajv.compile({ $ref: `api#/components/schemas/${name}` });
        validator = (value) => {
          checked += 1;
          if (validate(value)) return [];
          return (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath} ${message}`);
        };
        validators.set(name, validator);
      }
      return validator;
    },
    checked: () => checked,
  };
}

/**
 * What OpenAPI has and JSON schema has not: `nullable` (3.0) allows null, and `discriminator` only repeats what the branches
 * say. References lead into the one document that holds everything.
 */
function withoutDialect(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDialect);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, discriminator: _, ...rest } = value as Record<string, unknown>;
  const schema: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(rest)) {
    schema[key] = key === '$ref' && typeof inner === 'string' ? inner.replace(/^#/, 'api#') : withoutDialect(inner);
  }
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}
