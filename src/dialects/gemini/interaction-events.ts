/** A whole Gemini interaction as the events that a streamed one has. */

import type { TextCutter } from '../../core/dialect.ts';
import { type JsonObject, objectOf, objectsOf, stringOf } from '../json-shape.ts';
import { isAnswered } from './join-interaction.ts';

/** In their order, without the `done` at the end; undefined where a step is not known. https://ai.google.dev/gemini-api/docs/interactions/streaming */
export function interactionEvents(whole: JsonObject, cut: TextCutter): readonly JsonObject[] | undefined {
  const { steps, ...interaction } = whole;
  const { id, model } = interaction;
  if (!isAnswered(whole)) return undefined;
  const status = 'in_progress';
  const events: JsonObject[] = [
    { interaction: { id, status, object: 'interaction', model }, event_type: 'interaction.created' },
    { interaction_id: id, status, event_type: 'interaction.status_update' },
  ];
  // What the user said is not sent back.
  const answered = objectsOf(steps).filter(({ type }) => type !== 'user_input');
  for (const [index, step] of answered.entries()) {
    const pieces = stepPieces(step, cut);
    if (pieces === undefined) return undefined;
    events.push(
      { index, step: pieces.start, event_type: 'step.start' },
      ...pieces.deltas.map((delta) => ({ index, delta, event_type: 'step.delta' })),
      { index, event_type: 'step.stop' },
    );
  }
  events.push({ interaction, event_type: 'interaction.completed' });
  return events;
}

interface StepPieces {
  readonly start: JsonObject;
  readonly deltas: readonly JsonObject[];
}

function stepPieces(step: JsonObject, cut: TextCutter): StepPieces | undefined {
  const { type, ...rest } = step;
  switch (type) {
    case 'thought': {
      const { summary, signature, ...other } = rest;
      const summaries = texts(summary);
      if (summaries === undefined) return undefined;
      const said = summaries.flatMap(({ text }) => cut(text));
      return {
        start: { ...other, type },
        deltas: [
          ...said.map((text) => ({ content: { text, type: 'text' }, type: 'thought_summary' })),
          ...(signature === undefined ? [] : [{ signature, type: 'thought_signature' }]),
        ],
      };
    }
    case 'model_output': {
      const { content, ...other } = rest;
      const said = texts(content);
      if (said === undefined) return undefined;
      const deltas = said.flatMap(({ text, annotations }): JsonObject[] => [
        ...cut(text).map((piece) => ({ text: piece, type: 'text' })),
        ...(annotations === undefined ? [] : [{ annotations, type: 'text_annotation_delta' }]),
      ]);
      return { start: { ...other, type }, deltas };
    }
    case 'function_call': {
      const pieces = cut(JSON.stringify(objectOf(rest['arguments']) ?? {}));
      return {
        start: { ...rest, type, arguments: {} },
        deltas: pieces.map((piece) => ({ arguments: piece, type: 'arguments_delta' })),
      };
    }
    default: {
      if (typeof type !== 'string' || !/_(?:call|result)$/.test(type)) return undefined;
      const { id, call_id, ...other } = rest;
      const start = { type, ...(id === undefined ? {} : { id }), ...(call_id === undefined ? {} : { call_id }) };
      return { start, deltas: [{ ...other, type }] };
    }
  }
}

/** Undefined where there is something else than text. */
function texts(content: unknown): readonly { readonly text: string; readonly annotations: unknown }[] | undefined {
  const parts = objectsOf(content);
  if (!parts.every(({ type, text }) => type === 'text' && typeof text === 'string')) return undefined;
  return parts.map(({ text, annotations }) => ({ text: stringOf(text) ?? '', annotations }));
}
