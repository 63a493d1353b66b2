/** Puts together what answers without a recording: rules and generators, models, seed, tokens. Loaded only where one of them is wanted. */

import { catalogueOf } from '../catalogue/catalogue.ts';
import type { Clock } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Exchange, Selection } from '../core/exchange.ts';
import type { ChosenFault } from '../core/fault.ts';
import type { Generator } from '../core/generator.ts';
import type { Responder } from '../core/outcome.ts';
import type { Prompt } from '../core/prompt.ts';
import type { SimRequest } from '../core/request.ts';
import { builtInGenerators, fittingGenerator } from '../generators/list.ts';
import { ruled } from '../pipeline/responders/ruled.ts';
import { type ChooseGenerator, synthesised } from '../pipeline/responders/synthesised.ts';
import { parseLength, usualLength } from '../pipeline/synthesis/answer-length.ts';
import type { EndpointAnswers } from '../pipeline/synthesis/endpoint-reply.ts';
import { SelectionStates } from '../pipeline/synthesis/selection-state.ts';
import type { InteractionRedaction, Redactor } from '../redaction/redactor.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { createTokenCounter } from '../tokenizer/token-counter.ts';
import { modelPattern } from './model-pattern.ts';
import type { GeneratorChoice, SynthesisConfig } from './synthesis-config.ts';

export interface Synthesiser {
  /** Answers everything that it knows. */
  readonly inventing: Responder;
  /** Answers what the rules in force answer. */
  ruling(inForce: () => RuleSet, wish: (exchange: Exchange, fault: ChosenFault) => void): Responder;
  reset(selection: Selection): void;
  close(): Promise<void>;
}

/** Throws LlmsimError `usage` for a generator or a length that does not exist. */
export function startSynthesiser(
  config: SynthesisConfig,
  keyOf: (request: SimRequest) => string,
  redactor: Redactor,
  clock: Clock,
): Synthesiser {
  const { onPrompt } = config;
  const tokens = createTokenCounter(clock);
  const states = new SelectionStates();
  const answers: EndpointAnswers = {
    seed: config.seed,
    keyOf,
    tokens,
    models: catalogueOf(config.models, { strict: config.strictModels }),
    length: config.tokens === undefined ? usualLength : parseLength(config.tokens),
    strict: config.strict,
    states,
    warn: onlyOnce(config.onWarning),
    onPrompt:
      onPrompt === undefined
        ? undefined
        : (prompt, request) => onPrompt(withoutSecrets(prompt, redactor.begin(request))),
  };
  return {
    inventing: synthesised(answers, chooser(config.generators)),
    ruling: (inForce, wish) => ruled(inForce, answers, wish),
    reset: (selection) => states.reset(selection),
    close: () => tokens.close(),
  };
}

/** What is printed or logged is as much without secrets as what is recorded. */
function withoutSecrets(prompt: Prompt, redaction: InteractionRedaction): Prompt {
  return {
    ...prompt,
    messages: prompt.messages.map((message) => ({ ...message, text: redaction.text(message.text) })),
  };
}

function chooser(choices: readonly GeneratorChoice[]): ChooseGenerator {
  const known = choices.map((choice) => ({
    pattern: modelPattern(choice.model),
    generator: choice.generator === undefined ? undefined : generatorNamed(choice.generator),
    text: choice.text,
  }));
  return (prompt, wished) => {
    const configured = known.find(({ pattern }) => pattern.test(prompt.model));
    // A client that names a generator gets it, whatever its request looks like.
    if (wished !== undefined) return { generator: generatorNamed(wished), text: configured?.text };
    return { generator: fittingGenerator(prompt, configured?.generator), text: configured?.text };
  };
}

function generatorNamed(id: string): Generator {
  const generator = builtInGenerators.find((one) => one.id === id);
  if (generator !== undefined) return generator;
  const ids = builtInGenerators.map((one) => one.id).join(', ');
  throw new LlmsimError('usage', `There is no generator "${id}".`, `There are: ${ids}.`);
}

const mostWarnings = 1_000;

/** A loop of equal requests must not fill a log. */
function onlyOnce(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    if (said.has(text) || said.size >= mostWarnings) return;
    said.add(text);
    say(text);
  };
}
