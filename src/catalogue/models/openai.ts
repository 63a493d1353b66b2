/** OpenAI's models. */

import { modelsOf } from '../model-data.ts';

const embedding = { kind: 'embedding', context: 8191, output: 0 } as const;
const other = { context: 16_000, output: 2_000 } as const;

/** https://platform.openai.com/docs/models; `created` as the models endpoint gives it. */
export const openaiModels = modelsOf('openai', 'system', {
  'gpt-4o': { created: 1_715_367_049 },
  'gpt-4o-mini': { created: 1_721_172_741 },
  'gpt-4.1': { created: 1_744_316_542, context: 1_047_576, output: 32_768 },
  'gpt-4.1-mini': { created: 1_744_318_173, context: 1_047_576, output: 32_768 },
  'gpt-4.1-nano': { created: 1_744_321_025, context: 1_047_576, output: 32_768 },
  'gpt-5': { created: 1_754_425_777, context: 400_000, output: 128_000, reasoning: true },
  'gpt-5-mini': { created: 1_754_425_928, context: 400_000, output: 128_000, reasoning: true },
  'gpt-5-nano': { created: 1_754_426_384, context: 400_000, output: 128_000, reasoning: true },
  o1: { created: 1_734_375_816, context: 200_000, output: 100_000, reasoning: true },
  o3: { created: 1_744_225_308, context: 200_000, output: 100_000, reasoning: true },
  'o3-mini': { created: 1_737_146_383, context: 200_000, output: 100_000, reasoning: true },
  'o4-mini': { created: 1_744_225_351, context: 200_000, output: 100_000, reasoning: true },
  'gpt-4-turbo': { created: 1_712_361_441, output: 4_096 },
  'gpt-4': { created: 1_687_882_411, context: 8_192, output: 8_192, owner: 'openai' },
  'gpt-3.5-turbo': { created: 1_677_610_602, context: 16_385, output: 4_096, owner: 'openai' },
  'gpt-3.5-turbo-instruct': { created: 1_692_901_427, kind: 'completion', context: 4_096, output: 4_096 },
  'davinci-002': { created: 1_692_634_301, kind: 'completion', context: 16_384, output: 16_384 },
  'babbage-002': { created: 1_692_634_615, kind: 'completion', context: 16_384, output: 16_384 },
  'text-embedding-3-small': { created: 1_705_948_997, ...embedding, dimensions: 1_536 },
  'text-embedding-3-large': { created: 1_705_953_180, ...embedding, dimensions: 3_072 },
  'text-embedding-ada-002': { created: 1_671_217_299, ...embedding, dimensions: 1_536, owner: 'openai-internal' },
  'gpt-image-1': { created: 1_745_517_030, kind: 'image', ...other },
  'dall-e-3': { created: 1_698_785_189, kind: 'image', ...other },
  'dall-e-2': { created: 1_698_798_177, kind: 'image', ...other },
  'tts-1': { created: 1_681_940_951, kind: 'speech', ...other, owner: 'openai-internal' },
  'tts-1-hd': { created: 1_699_046_015, kind: 'speech', ...other },
  'gpt-4o-mini-tts': { created: 1_742_403_959, kind: 'speech', ...other },
  'whisper-1': { created: 1_677_532_384, kind: 'transcription', ...other, owner: 'openai-internal' },
  'gpt-4o-transcribe': { created: 1_742_068_463, kind: 'transcription', ...other },
  'gpt-4o-mini-transcribe': { created: 1_742_068_596, kind: 'transcription', ...other },
  'omni-moderation-latest': { created: 1_731_689_265, kind: 'moderation', ...other },
  'text-moderation-latest': { created: 1_686_588_896, kind: 'moderation', ...other, owner: 'openai-internal' },
});
