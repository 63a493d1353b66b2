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
import { eventSizesOf, groupTokens } from '../../latency/event-sizes.ts';
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
}

/** Tokens by the texts that they are the pieces of. */
type Pieces = Map<string, readonly string[]>;

export async function draftOfPrompt(prompt: Prompt, sources: DraftSources): Promise<Drafted> {
  const { model } = sources;
  const input = await promptTokens(prompt, sources.tokens);
  if (input > model.contextWindow) {
    return { kind: 'too-long', promptTokens: input, contextWindow: model.contextWindow };
  }
  const pieces: Pieces = new Map();
  const most = Math.min(prompt.maxTokens ?? model.defaults.maxTokens ?? model.maxOutput, model.contextWindow - input);
  const made: Made[] = [];
  for (let i = 0; i < Math.max(1, prompt.choices); i += 1) {
    const choice = await choiceOf(prompt, sources, sources.random.fork(`choice ${i}`), most, pieces);
    if (choice.kind === 'impossible') return choice;
    made.push(choice);
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
  return { kind: 'draft', draft: { choices, usage, cut: cutter(pieces, prompt.model, sources.random) } };
}

interface Made {
  readonly kind: 'made';
  readonly choice: DraftChoice;
  /** Tokens, reasoning included. */
  readonly output: number;
  readonly reasoned: number;
  /** What the generator wants to be told of usage, whatever was counted. */
  readonly usage: Partial<Usage> | undefined;
}

async function choiceOf(
  prompt: Prompt,
  sources: DraftSources,
  random: Random,
  most: number,
  pieces: Pieces,
): Promise<Made | Extract<Drafted, { kind: 'impossible' }>> {
  const { generator, text, tokens } = sources;
  const wanted = sources.drawLength(random.fork('length'));
  const said = generator.say({ prompt, random: random.fork('text'), tokens: wanted, text });
  if (said.kind === 'impossible') return said;
  const cutText = async (
    whole: string,
    bound: number,
  ): Promise<{ text: string; tokens: readonly string[]; cut: boolean }> => {
    const all = await tokens.pieces(whole, prompt.model);
    if (all.length <= bound) return { text: whole, tokens: all, cut: false };
    const kept = all.slice(0, Math.max(0, bound));
    return { text: kept.join(''), tokens: kept, cut: true };
  };

  let left = most;
  const nothing = { text: '', tokens: [], cut: false };
  const thought =
    said.reasoning !== undefined
      ? await cutText(said.reasoning, left)
      : prompt.reasoning || prompt.hiddenReasoning === true
        ? await cutText(await shortened(reasoningOf(prompt, sources, random, wanted), wanted, prompt, tokens), left)
        : nothing;
  left -= thought.tokens.length;

  const free = generator.freeLength ? await shortened(said.text, wanted, prompt, tokens) : said.text;
  const stop = firstStop(free, prompt.stop);
  const answer = await cutText(stop === undefined ? free : free.slice(0, stop.at), left);
  left -= answer.tokens.length;

  const refused = said.refusal === undefined ? nothing : await cutText(said.refusal, left);
  left -= refused.tokens.length;

  let cut = thought.cut || answer.cut || refused.cut;
  const calls: ToolCall[] = [];
  for (const call of cut ? [] : said.toolCalls) {
    const kept = await cutText(call.arguments, left);
    left -= kept.tokens.length;
    pieces.set(kept.text, kept.tokens);
    calls.push({ name: call.name, arguments: kept.text });
    cut ||= kept.cut;
  }
  pieces.set(thought.text, thought.tokens);
  pieces.set(answer.text, answer.tokens);
  pieces.set(refused.text, refused.tokens);
  const finish: FinishKind = cut
    ? 'length'
    : stop !== undefined
      ? 'stop-sequence'
      : (said.finish ?? (calls.length > 0 ? 'tool-calls' : refused.text === '' ? 'stop' : 'refusal'));
  return {
    kind: 'made',
    output: most - left,
    reasoned: thought.tokens.length,
    usage: said.usage,
    choice: {
      text: answer.text,
      reasoning: prompt.hiddenReasoning === true ? '' : thought.text,
      refusal: refused.text,
      toolCalls: calls,
      finish,
      stopSequence: finish === 'stop-sequence' ? stop?.sequence : undefined,
      logprobs:
        prompt.logprobs === undefined ? undefined : logprobsOf(answer.tokens, prompt.logprobs, random.fork('logprobs')),
    },
  };
}

function reasoningOf(prompt: Prompt, { reasoner }: DraftSources, random: Random, tokens: number): string {
  const thought = reasoner.say({ prompt, random: random.fork('reasoning'), tokens, text: undefined });
  return thought.kind === 'said' ? thought.text : '';
}

/** Text of free length, cut to so many tokens: its length is what was asked for, so it ends as an answer ends. */
async function shortened(text: string, wanted: number, prompt: Prompt, tokens: TokenCounter): Promise<string> {
  const pieces = await tokens.pieces(text, prompt.model);
  return pieces.slice(0, wanted).join('');
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
function cutter(pieces: Pieces, model: string, random: Random): TextCutter {
  const sizes = eventSizesOf(model);
  return (text) => groupTokens(pieces.get(text) ?? wordPieces(text), sizes, random.fork(`events ${text.length}`));
}
