/** Makes the draft of an answer: what a generator invents, held to the request's bounds, with its tokens counted. */

import { wordPieces } from '../../codec/text-pieces.ts';
import type { ToolCall, Usage } from '../../core/answer.ts';
import type { TextCutter } from '../../core/dialect.ts';
import type { Draft, DraftChoice, FinishKind } from '../../core/draft.ts';
import type { Drafted } from '../../core/endpoint.ts';
import type { Generator } from '../../core/generator.ts';
import type { ModelInfo } from '../../core/model-catalogue.ts';
import type { Prompt } from '../../core/prompt.ts';
import type { Random } from '../../core/random.ts';
import { eventSizes, eventSizesOf, groupTokens } from '../../latency/event-sizes.ts';
import type { TokenCounter } from '../../tokenizer/token-counter.ts';
import { logprobsOf } from './logprobs.ts';
import { promptTokens } from './prompt-tokens.ts';

export interface DraftSources {
  readonly generator: Generator;
  /** Invents what is shown as reasoning. */
  readonly reasoner: Generator;
  readonly text: string | undefined;
  readonly tokens: TokenCounter;
  readonly model: ModelInfo;
  readonly random: Random;
  /** Tokens of one answer. */
  readonly drawLength: (random: Random) => number;
  /** How many tokens come in one event: an id of `latency/event-sizes.ts`; undefined for the model's own. */
  readonly events?: string | undefined;
}

/** Tokens by the texts that they are the pieces of. */
type Pieces = Map<string, readonly string[]>;

export async function draftOfPrompt(prompt: Prompt, sources: DraftSources): Promise<Drafted> {
  const { model, random } = sources;
  const numbers = Array.from({ length: Math.max(1, prompt.choices) }, (_, i) => i);
  // Counted together, for each trip to the tokenizer's thread costs more than its work.
  const [input, ...invented] = await Promise.all([
    promptTokens(prompt, sources.tokens),
    ...numbers.map((i) => inventionOf(prompt, sources, random.fork(`choice ${i}`))),
  ]);
  if (input > model.contextWindow) {
    return { kind: 'too-long', promptTokens: input, contextWindow: model.contextWindow };
  }
  const pieces: Pieces = new Map();
  const most = Math.min(prompt.maxTokens ?? model.defaults.maxTokens ?? model.maxOutput, model.contextWindow - input);
  const made: Made[] = [];
  for (const invention of invented) {
    if (invention.kind === 'impossible') return invention;
    made.push(choiceOf(prompt, invention, most, pieces));
  }
  const [first, ...others] = made;
  if (first === undefined) throw new Error('an answer has a choice');
  const usage = {
    input,
    output: made.reduce((sum, { output }) => sum + output, 0),
    cached: 0,
    reasoning: made.reduce((sum, { reasoned }) => sum + reasoned, 0),
    ...first.usage,
  };
  const choices: Draft['choices'] = [first.choice, ...others.map(({ choice }) => choice)];
  return { kind: 'draft', draft: { choices, usage, cut: cutter(pieces, prompt.model, sources) } };
}

/** A text in its tokens. */
interface Tokenized {
  readonly text: string;
  readonly tokens: readonly string[];
}

/** All that a choice may say, before the request's bound on tokens. */
interface Invention {
  readonly kind: 'invention';
  readonly random: Random;
  readonly thought: Tokenized;
  readonly answer: Tokenized;
  /** The stop sequence before which the answer ends. */
  readonly stopSequence: string | undefined;
  readonly refusal: Tokenized;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: Tokenized }[];
  readonly finish: FinishKind | undefined;
  /** What the generator wants to be told of usage, whatever was counted. */
  readonly usage: Partial<Usage> | undefined;
}

async function inventionOf(
  prompt: Prompt,
  sources: DraftSources,
  random: Random,
): Promise<Invention | Extract<Drafted, { kind: 'impossible' }>> {
  const { generator, text, tokens } = sources;
  const wanted = sources.drawLength(random.fork('length'));
  const said = generator.say({ prompt, random: random.fork('text'), tokens: wanted, text });
  if (said.kind === 'impossible') return said;
  const whole = async (of: string): Promise<Tokenized> =>
    of === '' ? nothing : { text: of, tokens: await tokens.pieces(of, prompt.model) };
  // Text of free length is as long as was asked for, so it ends as an answer ends.
  const shortened = async (of: string): Promise<Tokenized> => heldTo(wanted, await whole(of));
  const invents = said.reasoning === undefined && (prompt.reasoning || prompt.hiddenReasoning === true);
  const [thought, free, refusal, ...calls] = await Promise.all([
    invents ? shortened(reasoningOf(prompt, sources, random, wanted)) : whole(said.reasoning ?? ''),
    generator.freeLength ? shortened(said.text) : whole(said.text),
    whole(said.refusal ?? ''),
    ...said.toolCalls.map((call) => whole(call.arguments)),
  ]);
  const stop = firstStop(free.text, prompt.stop);
  return {
    kind: 'invention',
    random,
    thought,
    answer: stop === undefined ? free : await whole(free.text.slice(0, stop.at)),
    stopSequence: stop?.sequence,
    refusal,
    toolCalls: said.toolCalls.map(({ name }, i) => ({ name, arguments: calls[i] ?? nothing })),
    finish: said.finish,
    usage: said.usage,
  };
}

const nothing: Tokenized = { text: '', tokens: [] };

/** The beginning of a text, of so many tokens at most; the very same object where that is all of it. */
function heldTo(most: number, whole: Tokenized): Tokenized {
  if (whole.tokens.length <= most) return whole;
  const tokens = whole.tokens.slice(0, Math.max(0, most));
  return { text: tokens.join(''), tokens };
}

interface Made {
  readonly choice: DraftChoice;
  /** Tokens, reasoning included. */
  readonly output: number;
  readonly reasoned: number;
  readonly usage: Partial<Usage> | undefined;
}

function choiceOf(prompt: Prompt, invention: Invention, most: number, pieces: Pieces): Made {
  let left = most;
  let cut = false;
  const taken = (whole: Tokenized): Tokenized => {
    const kept = heldTo(left, whole);
    left -= kept.tokens.length;
    cut ||= kept !== whole;
    pieces.set(kept.text, kept.tokens);
    return kept;
  };
  const thought = taken(invention.thought);
  const answer = taken(invention.answer);
  const refused = taken(invention.refusal);
  const calls: ToolCall[] = [];
  for (const call of cut ? [] : invention.toolCalls) {
    calls.push({ name: call.name, arguments: taken(call.arguments).text });
  }
  const { stopSequence, random } = invention;
  const finish: FinishKind = cut
    ? 'length'
    : stopSequence !== undefined
      ? 'stop-sequence'
      : (invention.finish ?? (calls.length > 0 ? 'tool-calls' : refused.text === '' ? 'stop' : 'refusal'));
  return {
    output: most - left,
    reasoned: thought.tokens.length,
    usage: invention.usage,
    choice: {
      text: answer.text,
      reasoning: prompt.hiddenReasoning === true ? '' : thought.text,
      refusal: refused.text,
      toolCalls: calls,
      finish,
      stopSequence: finish === 'stop-sequence' ? stopSequence : undefined,
      logprobs:
        prompt.logprobs === undefined ? undefined : logprobsOf(answer.tokens, prompt.logprobs, random.fork('logprobs')),
    },
  };
}

function reasoningOf(prompt: Prompt, { reasoner }: DraftSources, random: Random, tokens: number): string {
  const thought = reasoner.say({ prompt, random: random.fork('reasoning'), tokens, text: undefined });
  return thought.kind === 'said' ? thought.text : '';
}

function firstStop(text: string, stops: readonly string[]): { at: number; sequence: string } | undefined {
  let first: { at: number; sequence: string } | undefined;
  for (const sequence of stops) {
    const at = sequence === '' ? -1 : text.indexOf(sequence);
    if (at >= 0 && (first === undefined || at < first.at)) first = { at, sequence };
  }
  return first;
}

/** What was counted is not cut anew. */
function cutter(pieces: Pieces, model: string, { events, random }: DraftSources): TextCutter {
  const sizes = eventSizes.find(({ id }) => id === events) ?? eventSizesOf(model);
  return (text) => groupTokens(pieces.get(text) ?? wordPieces(text), sizes, random.fork(`events ${text.length}`));
}
