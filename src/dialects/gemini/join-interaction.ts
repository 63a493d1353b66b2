/** The events of a streamed Gemini interaction as the interaction that a request without streaming gets. */

import { type JsonObject, numberOf, objectOf, objectsOf, parseJson, stringOf } from '../json-shape.ts';
import type { Delta } from '../merge-delta.ts';

/** Undefined before `interaction.completed` tells an end, and for deltas of kinds that are not known. https://ai.google.dev/api/interactions-api */
export function joinInteraction(events: readonly JsonObject[]): JsonObject | undefined {
  const steps = new Map<number, Delta>();
  const args = new Map<number, string>();
  let interaction: JsonObject = {};
  for (const event of events) {
    const index = numberOf(event['index']) ?? 0;
    switch (event['event_type']) {
      case 'interaction.created':
      case 'interaction.completed':
        interaction = { ...interaction, ...objectOf(event['interaction']) };
        break;
      case 'step.start':
        steps.set(index, { ...objectOf(event['step']) });
        break;
      case 'step.delta': {
        const delta = objectOf(event['delta']) ?? {};
        const step = steps.get(index);
        if (step === undefined) return undefined;
        if (delta['type'] === 'arguments_delta')
          args.set(index, `${args.get(index) ?? ''}${stringOf(delta['arguments']) ?? ''}`);
        else if (!addDelta(step, delta)) return undefined;
        break;
      }
      case 'step.stop':
      case 'interaction.status_update':
        break;
      default:
        return undefined;
    }
  }
  if (!isAnswered(interaction)) return undefined;
  for (const [index, text] of args) {
    const parsed = objectOf(parseJson(text));
    const step = steps.get(index);
    if (parsed === undefined || step === undefined) return undefined;
    step['arguments'] = parsed;
  }
  const inOrder = [...steps].sort(([one], [other]) => one - other).map(([, step]) => step);
  return objectsOf(interaction['steps']).length > 0 ? interaction : { ...interaction, steps: inOrder };
}

/** Whether it ended in an answer: neither under way still nor failed. */
export function isAnswered({ status }: JsonObject): boolean {
  return status === 'completed' || status === 'requires_action' || status === 'incomplete';
}

/** False for a delta of a kind that is not known. */
function addDelta(step: Delta, delta: JsonObject): boolean {
  const { type, ...rest } = delta;
  switch (type) {
    case 'text':
      step['content'] = withText(objectsOf(step['content']), delta);
      return true;
    case 'text_annotation_delta':
      return addAnnotations(step, delta);
    case 'thought_signature':
      Object.assign(step, rest);
      return true;
    case 'thought_summary': {
      const content = objectOf(delta['content']);
      if (content?.['type'] !== 'text') return false;
      step['summary'] = withText(objectsOf(step['summary']), content);
      return true;
    }
    default:
      // The provider's own tools come whole, in one delta that has the step's name.
      if (typeof type !== 'string' || type !== step['type'] || !/_(?:call|result)$/.test(type)) return false;
      Object.assign(step, rest);
      return true;
  }
}

function withText(content: readonly JsonObject[], { text }: JsonObject): readonly JsonObject[] {
  const last = content.at(-1);
  if (last?.['type'] !== 'text') return [...content, { type: 'text', text }];
  return [...content.slice(0, -1), { ...last, text: `${last['text']}${text}` }];
}

/** They belong to the text before them. */
function addAnnotations(step: Delta, delta: JsonObject): boolean {
  const content = objectsOf(step['content']);
  const last = content.at(-1);
  if (last?.['type'] !== 'text') return false;
  const annotations = [...objectsOf(last['annotations']), ...objectsOf(delta['annotations'])];
  step['content'] = [...content.slice(0, -1), { ...last, annotations }];
  return true;
}
