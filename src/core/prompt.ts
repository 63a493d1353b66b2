/** What a request asks a model for, whatever protocol it came in: dialects read it, rules look at it, generators answer it. */

/** What an earlier answer asked to be called, as the conversation repeats it. */
export interface PromptToolCall {
  /** Undefined in protocols without ids (Gemini, Ollama). */
  readonly id: string | undefined;
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

export interface PromptToolResult {
  /** The id of the call that it answers. */
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly content: string;
}

export interface PromptMessage {
  /** `developer` is `system`; what tools gave is `tool`, also where a protocol sends it as the user's. */
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  /** All text parts, joined with line ends. */
  readonly text: string;
  readonly images: number;
  readonly toolCalls: readonly PromptToolCall[];
  readonly toolResults: readonly PromptToolResult[];
}

export interface PromptTool {
  readonly name: string;
  readonly description: string | undefined;
  /** The JSON schema of its arguments, as given; undefined where none is. */
  readonly parameters: unknown;
}

export type ToolChoice =
  /** `required`: some tool must be called. */
  { readonly kind: 'none' | 'auto' | 'required' } | { readonly kind: 'named'; readonly name: string };

export type AnswerFormat =
  | { readonly kind: 'text' }
  | { readonly kind: 'json' }
  /** `schema` as given: JSON schema, or Gemini's own subset. */
  | { readonly kind: 'schema'; readonly schema: unknown };

export interface Prompt {
  readonly model: string;
  readonly messages: readonly PromptMessage[];
  readonly tools: readonly PromptTool[];
  readonly toolChoice: ToolChoice;
  readonly parallelToolCalls: boolean;
  readonly format: AnswerFormat;
  /** Bound on what is generated, reasoning included where the provider counts it in; undefined for the model's own. */
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
  /** How many answers: `n`, `candidateCount`. */
  readonly choices: number;
  /** Whether the answer should show reasoning. */
  readonly reasoning: boolean;
  /** The model reasons and does not show it: only its tokens are counted. */
  readonly hiddenReasoning?: boolean;
  /** How many alternatives a token's log probability has (0: the token's own only); undefined for none. */
  readonly logprobs: number | undefined;
  readonly stream: boolean;
}

/** The text of the last message of the user; undefined where there is none. */
export function lastUserMessage({ messages }: Prompt): string | undefined {
  return messages.findLast(({ role }) => role === 'user')?.text;
}

/** All system messages, joined with line ends. */
export function systemPrompt({ messages }: Prompt): string {
  return messages
    .filter(({ role }) => role === 'system')
    .map(({ text }) => text)
    .join('\n');
}
