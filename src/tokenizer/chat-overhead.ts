/** What a chat adds to the tokens of its texts: the marks around messages, and tools written out for the model. */

export interface CountedMessage {
  readonly role: string;
  readonly name?: string;
  /** Every text of the message: its content's parts, refusals, names and arguments of tool calls. */
  readonly texts: readonly string[];
}

export interface CountedTool {
  readonly name: string;
  readonly description?: string;
  /** A JSON schema; of it count the properties of the first level with type, description and `enum`. */
  readonly parameters?: unknown;
}

export interface ChatTexts {
  /** To be counted with the model's encoding, one by one. */
  readonly texts: readonly string[];
  /** To be added to the sum. */
  readonly overhead: number;
}

/** Three for each message, one for a name, and three for the start of the reply. */
const MESSAGE = 3;
const NAME = 1;
const REPLY = 3;

/** One function more for models with cl100k_base than for later ones. */
const FUNCTION_OLD = 10;
const FUNCTION = 7;
const PROPERTIES = 3;
const PROPERTY = 3;
const ENUM = -3;
const ENUM_VALUE = 3;
const FUNCTIONS_END = 12;

/**
 * What to count for a chat, after OpenAI's cookbook, "How to count tokens with tiktoken". Its examples have what the API
 * reported for gpt-3.5 to gpt-4o; newer models are said to differ by a token. Tools with nested schemas are only near. Other
 * vendors publish nothing.
 */
export function chatTexts(
  messages: readonly CountedMessage[],
  tools: readonly CountedTool[] = [],
  model = 'gpt-4o',
): ChatTexts {
  const texts: string[] = [];
  let overhead = REPLY;
  for (const { role, name, texts: own } of messages) {
    texts.push(role, ...own);
    overhead += MESSAGE;
    if (name === undefined) continue;
    texts.push(name);
    overhead += NAME;
  }
  const perFunction = /gpt-4(?![o.\d])|gpt-3/.test(model) ? FUNCTION_OLD : FUNCTION;
  for (const tool of tools) {
    texts.push(`${tool.name}:${withoutStop(tool.description)}`);
    overhead += perFunction + addProperties(texts, tool.parameters);
  }
  return { texts, overhead: tools.length === 0 ? overhead : overhead + FUNCTIONS_END };
}

/** Adds the texts; returns the overhead. */
function addProperties(texts: string[], parameters: unknown): number {
  const properties = Object.entries(recordOf(recordOf(parameters)['properties']));
  let overhead = properties.length > 0 ? PROPERTIES : 0;
  for (const [name, schema] of properties) {
    const { type, description, enum: values } = recordOf(schema);
    texts.push(`${name}:${typeof type === 'string' ? type : ''}:${withoutStop(description)}`);
    overhead += PROPERTY;
    if (!Array.isArray(values)) continue;
    overhead += ENUM;
    for (const value of values) {
      texts.push(String(value));
      overhead += ENUM_VALUE;
    }
  }
  return overhead;
}

/** The description as the model is shown it: without the full stop at its end. */
function withoutStop(description: unknown): string {
  return typeof description === 'string' ? description.replace(/\.$/, '') : '';
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
