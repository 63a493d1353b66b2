/** The reasoning of a message as a stream sends it, ahead of the answer. */

import type { TextCutter } from '../../core/dialect.ts';
import { type JsonObject, objectsOf, stringOf } from '../json-shape.ts';
import { type Said, spoken } from './said.ts';

export interface ReasoningPieces {
  readonly pieces: readonly Said[];
  /** The fields of the message that are none of it. */
  readonly rest: JsonObject;
}

/**
 * Text under names of a server's own (`reasoning_content` of DeepSeek, `reasoning` of OpenRouter and Groq) is reasoning.
 * @param message without the fields that OpenAI has
 */
export function reasoningPieces(
  message: JsonObject,
  logprobs: JsonObject | undefined,
  cut: TextCutter,
): ReasoningPieces {
  const { reasoning_details, ...other } = message;
  const fields = Object.entries(other);
  const texts = fields.filter(([, value]) => typeof value === 'string');
  const details = objectsOf(reasoning_details);
  const [detail] = details;
  const beside = detail !== undefined && detail['text'] !== undefined && detail['text'] === other['reasoning'];
  return {
    pieces: [
      ...texts.flatMap(([name, value]) => {
        const pieces = spoken(name, stringOf(value) ?? '', logprobs, cut);
        return beside && name === 'reasoning' ? pieces.map((piece) => withDetail(piece, detail)) : pieces;
      }),
      ...remaining(details, beside).map((left) => ({ delta: { reasoning_details: [left] } })),
    ],
    rest: Object.fromEntries(fields.filter(([, value]) => typeof value !== 'string')),
  };
}

/** https://openrouter.ai/docs/use-cases/reasoning-tokens: the same words a second time, with what a client has to send back. */
function withDetail(said: Said, { signature: _, id: __, ...detail }: JsonObject): Said {
  return { ...said, delta: { ...said.delta, reasoning_details: [{ ...detail, text: said.delta['reasoning'] }] } };
}

/** What the words did not carry: the signature behind them, and all other details. */
function remaining(details: readonly JsonObject[], beside: boolean): readonly JsonObject[] {
  const [first, ...others] = details;
  if (!beside || first === undefined) return details;
  const { text: _, ...signed } = first;
  return signed['signature'] === undefined && signed['id'] === undefined ? others : [signed, ...others];
}
