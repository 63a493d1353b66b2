/** A chat completion in the making: what a service has said so far, and how OpenAI would send it. */

import type { Prompt } from '../../core/prompt.ts';
import { estimateTokens } from '../../tokenizer/estimate.ts';
import type { AdapterEvent } from './adapter.ts';

export interface CompletionAbout {
  /** `chatcmpl-…` */
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly prompt: Prompt;
  readonly citationHeading: string | undefined;
  /** The stream's last chunk has the usage. */
  readonly includeUsage: boolean;
  /** Events of tools are sent beside the chunks, as `event: tool_notification`. */
  readonly notifications: boolean;
}

type Said = Exclude<AdapterEvent, { kind: 'error' }>;

interface Call {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** https://platform.openai.com/docs/api-reference/chat */
export class Completion {
  readonly #about: CompletionAbout;
  readonly #citations = new Set<string>();
  readonly #calls: Call[] = [];
  #text = '';
  #reasoning = '';
  #finish: string | undefined;
  #input: number | undefined;
  #output: number | undefined;
  #begun = false;

  constructor(about: CompletionAbout) {
    this.#about = about;
  }

  /** Takes an event in, and gives what a stream sends of it; empty where it only changes the end. */
  add(event: Said): string {
    switch (event.kind) {
      case 'delta':
        this.#text += event.text;
        return event.text === '' ? '' : this.#chunk({ content: event.text });
      case 'reasoning':
        this.#reasoning += event.text;
        return event.text === '' ? '' : this.#chunk({ reasoning_content: event.text });
      case 'citation':
        this.#citations.add(citationLine(event));
        return '';
      case 'tool-start':
        return this.#toolStart(event);
      case 'tool-result':
        return this.#notify({ type: 'tool_result', id: event.id, name: event.name, content: event.content });
      case 'complete':
        this.#finish = event.finish;
        this.#input = event.inputTokens;
        this.#output = event.outputTokens;
        return '';
    }
  }

  /** What a stream sends when the service has said all: the citations, why it ended, what it cost. */
  streamEnd(): string {
    const block = this.#citationBlock();
    this.#text += block;
    const { includeUsage } = this.#about;
    return (
      (block === '' ? '' : this.#chunk({ content: block })) +
      this.#chunk({}, this.#finishReason()) +
      (includeUsage ? dataOf({ ...this.#frame('chat.completion.chunk'), choices: [], usage: this.#usage() }) : '') +
      'data: [DONE]\n\n'
    );
  }

  /** The whole answer, for a request without streaming. */
  whole(): string {
    this.#text += this.#citationBlock();
    const calls = this.#calls.map((call) => wireCall(call));
    return JSON.stringify({
      ...this.#frame('chat.completion'),
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: this.#text === '' && calls.length > 0 ? null : this.#text,
            refusal: null,
            ...(this.#reasoning === '' ? {} : { reasoning_content: this.#reasoning }),
            ...(calls.length === 0 ? {} : { tool_calls: calls }),
          },
          logprobs: null,
          finish_reason: this.#finishReason(),
        },
      ],
      usage: this.#usage(),
    });
  }

  #toolStart({ id, name, arguments: given }: Extract<Said, { kind: 'tool-start' }>): string {
    const index = this.#calls.length;
    const call: Call = { id: id ?? `call_${index + 1}`, name, arguments: given };
    this.#calls.push(call);
    return (
      this.#chunk({ tool_calls: [{ index, ...wireCall(call) }] }) +
      this.#notify({ type: 'tool_start', id: call.id, name, arguments: given })
    );
  }

  #notify(value: object): string {
    return this.#about.notifications ? `event: tool_notification\n${dataOf(value)}` : '';
  }

  #chunk(delta: object, finish: string | null = null): string {
    const first = this.#begun ? '' : this.#delta({ role: 'assistant', content: '', refusal: null }, null);
    this.#begun = true;
    return first + this.#delta(delta, finish);
  }

  #delta(delta: object, finish: string | null): string {
    return dataOf({
      ...this.#frame('chat.completion.chunk'),
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...(this.#about.includeUsage ? { usage: null } : {}),
    });
  }

  #frame(object: string): object {
    const { id, created, prompt } = this.#about;
    return { id, object, created, model: prompt.model };
  }

  /** A list in Markdown, apart from the text. */
  #citationBlock(): string {
    if (this.#citations.size === 0) return '';
    const { citationHeading } = this.#about;
    const lines = [...(citationHeading === undefined ? [] : [citationHeading, '']), ...this.#citations];
    return `${this.#text === '' ? '' : '\n\n'}${lines.join('\n')}`;
  }

  /** OpenAI's words; others mean that the answer is simply over. */
  #finishReason(): string {
    const word = this.#finish?.toLowerCase() ?? '';
    if (/^(?:length|max_tokens|max_length|token_limit)$/.test(word)) return 'length';
    if (/^(?:content_filter|safety)$/.test(word)) return 'content_filter';
    return /^(?:tool_calls|tool_use|function_call)$/.test(word) ? 'tool_calls' : 'stop';
  }

  /** Estimated where the service does not count. */
  #usage(): object {
    const { messages } = this.#about.prompt;
    const input = this.#input ?? estimateTokens(messages.map(({ text }) => text).join('\n'));
    const calls = this.#calls.map((call) => call.name + call.arguments).join('');
    const output = this.#output ?? estimateTokens(this.#reasoning + this.#text + calls);
    return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  }
}

function wireCall({ id, name, arguments: given }: Call): object {
  return { id, type: 'function', function: { name, arguments: given } };
}

function citationLine({ text, title, url }: Extract<AdapterEvent, { kind: 'citation' }>): string {
  const line = (part: string): string => part.replace(/\s+/g, ' ').trim();
  return url === undefined
    ? `- ${line(title ?? text)}`
    : `- [${line(title ?? text)}](${url.replace(/[\s)]/g, encodeURIComponent)})`;
}

function dataOf(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
