/** What Ollama tells about a model: in lists, and in detail. */

import { createHash } from 'node:crypto';
import type { ModelInfo } from '../../core/model-catalogue.ts';

export function listed(model: ModelInfo): object {
  return {
    name: model.id,
    model: model.id,
    modified_at: new Date(model.created * 1000).toISOString(),
    size: sizeOf(model),
    digest: digestOf(model.id),
    details: detailsOf(model),
  };
}

export function running(model: ModelInfo, created: number): object {
  const { modified_at: _, ...card } = { modified_at: '', ...listed(model) };
  return {
    ...card,
    expires_at: new Date((created + 300) * 1000).toISOString(),
    size_vram: sizeOf(model),
    context_length: model.contextWindow,
  };
}

export function shown(model: ModelInfo): object {
  const { family } = namesOf(model.id);
  return {
    license: 'Made up by llmsim.',
    modelfile: `FROM ${model.id}`,
    parameters: `num_ctx ${model.contextWindow}`,
    template: '{{ .Prompt }}',
    details: detailsOf(model),
    model_info: {
      'general.architecture': family,
      'general.parameter_count': Math.round(billionsOf(model) * 1e9),
      [`${family}.context_length`]: model.contextWindow,
      ...(model.dimensions === undefined ? {} : { [`${family}.embedding_length`]: model.dimensions }),
    },
    capabilities:
      model.kind === 'embedding' ? ['embedding'] : ['completion', 'tools', ...(model.reasoning ? ['thinking'] : [])],
    modified_at: new Date(model.created * 1000).toISOString(),
  };
}

function detailsOf(model: ModelInfo): object {
  const { family } = namesOf(model.id);
  return {
    parent_model: '',
    format: 'gguf',
    family,
    families: [family],
    parameter_size: `${billionsOf(model).toFixed(1)}B`,
    quantization_level: 'Q4_K_M',
  };
}

function namesOf(id: string): { readonly family: string } {
  return { family: /^[a-z]+/.exec(id)?.[0] ?? 'llama' };
}

function billionsOf({ id, kind }: ModelInfo): number {
  const said = /(\d+(?:\.\d+)?)b\b/.exec(id)?.[1];
  return said === undefined ? (kind === 'embedding' ? 0.1 : 3.2) : Number(said);
}

/** Bytes of four-bit weights. */
function sizeOf(model: ModelInfo): number {
  return Math.round(billionsOf(model) * 620_000_000);
}

function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
