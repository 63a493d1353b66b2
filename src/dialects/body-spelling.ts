/** Builds the one spelling of a JSON body out of rules by field, copying only what they change. */

import { canonicalJson } from '../codec/canonical-json.ts';
import {
  type CanonicalObject,
  type CanonicalValue,
  GeneratedId,
  isCanonicalArray,
  isCanonicalObject,
} from '../core/canonical.ts';

/** Gives a value its one spelling; undefined where it does not count. Returns the value itself where nothing changes. Never throws. */
export type Spelling = (value: CanonicalValue) => CanonicalValue | undefined;

export type Fields = Readonly<Record<string, Spelling>>;

/** What users made up themselves, where also `null` is a value: a tool's arguments or result. */
export const userData: Spelling = (value) => value;

export const doesNotCount: Spelling = () => undefined;

/** Of a parameter that is no user data: `null` is how SDKs write that it is not set. */
const known: Spelling = (value) => (value === null ? undefined : value);

/** A string that an earlier answer made up. */
export const generatedId: Spelling = (value) =>
  typeof value === 'string' && value !== '' ? new GeneratedId(value) : known(value);

/** JSON as text, such as a tool's arguments: key order and spacing do not count; any other text stays as it is. */
export const jsonText: Spelling = (value) =>
  typeof value === 'string' ? (canonicalJson(value) ?? value) : known(value);

/** What stands for itself when it is not sent. */
export function absentIf(standard: string | number | boolean): Spelling {
  return (value) => (value === standard ? undefined : known(value));
}

/** `{}` and `[]`, also where only parts that do not count made them longer, are as good as nothing. */
export function absentIfEmpty(spelling: Spelling = known): Spelling {
  return (value) => {
    const spelled = spelling(value);
    return spelled !== undefined && isEmpty(spelled) ? undefined : spelled;
  };
}

function isEmpty(value: CanonicalValue): boolean {
  if (isCanonicalArray(value)) return value.length === 0;
  if (!isCanonicalObject(value)) return false;
  for (const _ in value) return false;
  return true;
}

/** Not called `then`: a module with an export of that name is taken for a promise when it is imported dynamically. */
export function inTurn(first: Spelling, second: Spelling): Spelling {
  return (value) => {
    const spelled = first(value);
    return spelled === undefined ? undefined : second(spelled);
  };
}

/** For a spelling that is made of itself. */
export function lazily(spelling: () => Spelling): Spelling {
  return (value) => spelling()(value);
}

/** An array item by item; whatever else stands there, as one item would. */
export function each(item: Spelling): Spelling {
  return (value) => {
    if (!isCanonicalArray(value)) return item(value);
    let copy: CanonicalValue[] | undefined;
    for (let i = 0; i < value.length; i += 1) {
      const before = value[i] ?? null;
      const spelled = before === null ? null : item(before);
      if (spelled === before) copy?.push(before);
      else {
        copy ??= value.slice(0, i);
        if (spelled !== undefined) copy.push(spelled);
      }
    }
    return copy ?? value;
  };
}

export interface ObjectOptions {
  /** For the members that `fields` does not name; `null` does not count there unless told otherwise. */
  readonly others?: Spelling;
  /** The one spelling of a member's name. */
  readonly name?: (name: string) => string;
}

/**
 * An object member by member; whatever else stands there stays, but for `null`. What `fields` does not name stays as it is, all
 * the way down: so nothing is ever changed within schemas, arguments, documents and metadata.
 */
export function object(fields: Fields, { others = known, name: nameOf }: ObjectOptions = {}): Spelling {
  const spellings = new Map(Object.entries(fields));
  return (value) => {
    if (!isCanonicalObject(value)) return known(value);
    let copy: [string, CanonicalValue][] | undefined;
    let seen = 0;
    for (const name in value) {
      const before = value[name] ?? null;
      const renamed = nameOf === undefined ? name : unlessTaken(nameOf(name), name, value);
      const spelled = (spellings.get(renamed) ?? others)(before);
      if (spelled === before && renamed === name) copy?.push([name, before]);
      else {
        copy ??= Object.entries(value).slice(0, seen);
        if (spelled !== undefined) copy.push([renamed, spelled]);
      }
      seen += 1;
    }
    return copy === undefined ? value : Object.fromEntries(copy);
  };
}

/** A field given in two spellings is an error at the provider: none of them may get lost. */
function unlessTaken(renamed: string, name: string, object: CanonicalObject): string {
  return renamed !== name && Object.hasOwn(object, renamed) && object[renamed] !== null ? name : renamed;
}

/** The members of a map whose keys users made up. */
export function eachMember(member: Spelling): Spelling {
  return object({}, { others: member });
}

/** `[{"type": "text", "text": …}]` with nothing beside them is the text alone. */
export const textAlone: Spelling = (value) => {
  if (!isCanonicalArray(value) || value.length !== 1) return value;
  const [only = null] = value;
  if (!isCanonicalObject(only)) return value;
  const { type, text, ...rest } = only;
  return type === 'text' && typeof text === 'string' && isEmpty(rest) ? text : value;
};

/** `["text"]` is `"text"`: one input has one answer either way. */
export const oneAlone: Spelling = (value) => {
  if (!isCanonicalArray(value) || value.length !== 1) return known(value);
  const [only] = value;
  return typeof only === 'string' ? only : value;
};

/** Applies a spelling to a whole body. */
export function spelledBody(body: CanonicalObject, spelling: Spelling): CanonicalObject {
  const spelled = spelling(body);
  return spelled !== undefined && isCanonicalObject(spelled) ? spelled : body;
}

/** Messages that are not the system's. */
export const exceptSystemMessages: Spelling = each((message) =>
  isCanonicalObject(message) && isSystemRole(message['role']) ? undefined : message,
);

function isSystemRole(role: CanonicalValue | undefined): boolean {
  return role === 'system' || role === 'developer' || role === 'SYSTEM';
}

/**
 * What a tool definition is called: its name, wherever the dialect has it; an MCP server by its own; what a provider brings along
 * by its type, or by its only key.
 */
export const toolName: Spelling = (tool) => {
  if (!isCanonicalObject(tool)) return tool;
  const within = tool['function'] ?? tool['custom'] ?? tool['toolSpec'] ?? tool['systemTool'] ?? null;
  const name = tool['name'] ?? (isCanonicalObject(within) ? within['name'] : undefined);
  const keys = Object.keys(tool);
  return (
    name ?? tool['mcp_server_name'] ?? tool['server_label'] ?? tool['type'] ?? (keys.length === 1 ? keys[0] : tool)
  );
};
