/** What OpenAI's strict mode asks of a JSON schema beyond being one: https://platform.openai.com/docs/guides/structured-outputs */

import type { ApiError } from '../../core/api-error.ts';
import { arrayOf, type JsonObject, objectOf, objectsOf } from '../json-shape.ts';
import { invalidRequest } from '../openai-problem.ts';
import type { ResponseBody } from './response-schema.ts';

/** Of the format and of functions that say that they are strict. */
export function strictProblem({ text, tools = [] }: ResponseBody): ApiError | undefined {
  const format = text?.format;
  if (format?.type === 'json_schema' && format.strict === true) {
    const words = wrongInStrict(format.schema);
    if (words !== undefined) {
      const message = `Invalid schema for response_format '${format.name}': ${words}`;
      return invalidRequest(message, 'text.format.schema', 'invalid_json_schema');
    }
  }
  for (const [i, tool] of tools.entries()) {
    if (tool.type !== 'function' || tool.strict !== true) continue;
    const words = wrongInStrict(objectOf(tool.parameters) ?? {});
    if (words === undefined) continue;
    const message = `Invalid schema for function '${tool.name}': ${words}`;
    return invalidRequest(message, `tools[${i}].parameters`, 'invalid_function_parameters');
  }
  return undefined;
}

interface Place {
  readonly schema: JsonObject;
  readonly within: Place | undefined;
  /** From `within` to here. */
  readonly steps: readonly string[];
}

/** What is wrong first, in the API's words. Walks without recursion, for a schema may be nested deep. */
function wrongInStrict(root: JsonObject): string | undefined {
  if (root['type'] !== 'object') {
    const type = root['type'] === undefined ? 'None' : String(root['type']);
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${type}"'.`;
  }
  const left: Place[] = [{ schema: root, within: undefined, steps: [] }];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    const words = wrongInObject(place);
    if (words !== undefined) return `In context=${tuple(pathOf(place))}, ${words}`;
    left.push(...below(place).reverse());
  }
  return undefined;
}

function wrongInObject({ schema }: Place): string | undefined {
  const properties = objectOf(schema['properties']);
  if (properties === undefined && schema['type'] !== 'object') return undefined;
  if (schema['additionalProperties'] !== false)
    return "'additionalProperties' is required to be supplied and to be false.";
  const required = new Set(arrayOf(schema['required']));
  const missing = Object.keys(properties ?? {}).find((name) => !required.has(name));
  if (missing === undefined) return undefined;
  return `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
}

function below(place: Place): Place[] {
  const { schema } = place;
  const places: Place[] = [];
  for (const keyword of ['properties', '$defs', 'definitions']) {
    for (const [name, inner] of Object.entries(objectOf(schema[keyword]) ?? {})) {
      const object = objectOf(inner);
      if (object !== undefined) places.push({ schema: object, within: place, steps: [keyword, name] });
    }
  }
  const items = objectOf(schema['items']);
  if (items !== undefined) places.push({ schema: items, within: place, steps: ['items'] });
  for (const [i, branch] of objectsOf(schema['anyOf']).entries()) {
    places.push({ schema: branch, within: place, steps: ['anyOf', String(i)] });
  }
  return places;
}

function pathOf(place: Place): readonly string[] {
  const steps: (readonly string[])[] = [];
  for (let one: Place | undefined = place; one !== undefined; one = one.within) steps.push(one.steps);
  return steps.reverse().flat();
}

/** As Python writes a tuple; paths have two parts or more, or none, but for `items`. */
function tuple(path: readonly string[]): string {
  const parts = path.map((part) => `'${part}'`);
  return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(', ')})`;
}
