/** Everything that generators can make for one request, seeded by it. */

import { unknownModel } from '../../catalogue/catalogue.ts';
import { soundSeconds } from '../../codec/sound-length.ts';
import type { DialectFamily } from '../../core/dialect.ts';
import type { Generators } from '../../core/endpoint.ts';
import type { Generator } from '../../core/generator.ts';
import type { ModelCatalogue, ModelInfo } from '../../core/model-catalogue.ts';
import type { Prompt } from '../../core/prompt.ts';
import type { Random } from '../../core/random.ts';
import { drawImage } from '../../generators/image.ts';
import { reasoning } from '../../generators/reasoning.ts';
import { speak } from '../../generators/speech.ts';
import { textVector } from '../../generators/text-vector.ts';
import { inventTranscript } from '../../generators/transcript.ts';
import type { TokenCounter } from '../../tokenizer/token-counter.ts';
import { draftOfPrompt } from './draft-of-prompt.ts';
import { promptTokens } from './prompt-tokens.ts';

export interface ChosenGenerator {
  readonly generator: Generator;
  readonly text: string | undefined;
}

export interface GeneratorSetOptions {
  readonly family: DialectFamily;
  readonly random: Random;
  readonly tokens: TokenCounter;
  readonly models: ModelCatalogue;
  readonly choose: (prompt: Prompt) => ChosenGenerator;
  readonly drawLength: (random: Random) => number;
  /** An id of `latency/event-sizes.ts`; undefined for the model's own. */
  readonly events?: string | undefined;
}

export function generatorSet(options: GeneratorSetOptions): Generators {
  const { random, tokens, models, family } = options;
  const infoOf = (model: string): ModelInfo => models.find(model, family) ?? unknownModel(model, family);
  return {
    draft: (prompt) =>
      draftOfPrompt(prompt, {
        ...options.choose(prompt),
        reasoner: reasoning,
        tokens,
        model: infoOf(prompt.model),
        random: random.fork('draft'),
        drawLength: options.drawLength,
        events: options.events,
      }),
    embed: async (texts, dimensions) => texts.map((text) => textVector(text, dimensions)),
    image: async (prompt, { width, height }, progress) =>
      drawImage(random.fork(`image ${prompt}`), width, height, progress),
    speech: async (text, voice) => speak(random.fork('speech'), text, voice),
    async transcript(audio) {
      const duration = soundSeconds(audio);
      const segments = inventTranscript(random.fork('transcript'), duration);
      return { text: segments.map(({ text }) => text).join(' '), language: 'english', duration, segments };
    },
    tokens: async (texts, model) => (await tokens.count(texts, model)).each,
    promptTokens: (prompt) => promptTokens(prompt, tokens),
  };
}
