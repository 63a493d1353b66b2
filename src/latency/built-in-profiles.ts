/** The latency profiles that come with llmsim: one measured set of figures each, for a provider, a model and a date, and their other names. */

import { readFileSync } from 'node:fs';
import type { LatencyProfile } from './profile.ts';
import { type ProfileForm, profileOfForm } from './profile-file.ts';

/** Each profile, a file in `profiles/`, with its other names: the model's own, and those that people expect. */
const measured: Readonly<Record<string, readonly string[]>> = {
  'anthropic.claude-haiku-4.5.2026-04': ['claude-haiku-4.5', 'claude-haiku'],
  'anthropic.claude-opus-4.6.2026-04': ['claude-opus-4.6', 'claude-opus'],
  'anthropic.claude-sonnet-4.6.2026-04': ['claude-sonnet-4.6', 'claude-sonnet'],
  'anyscale.llama-2-70b.2023-12': ['anyscale'],
  'bedrock.llama-2-70b.2023-12': [],
  'deepseek.deepseek-v3.2026-04': ['deepseek-v3'],
  'fireworks.llama-2-70b.2023-12': ['fireworks'],
  'google.gemini-2.5-flash-lite.2026-04': ['gemini-2.5-flash-lite'],
  'google.gemini-2.5-flash.2026-04': ['gemini-2.5-flash'],
  'google.gemini-2.5-pro.2026-04': ['gemini-2.5-pro', 'reasoning'],
  'google.gemini-3-flash-preview.2026-05': ['gemini-3-flash-preview'],
  'google.gemini-3.1-flash-lite.2026-05': ['gemini-3.1-flash-lite'],
  'groq.llama-2-70b.2023-12': ['groq'],
  'openai.gpt-4.1-mini.2026-04': ['gpt-4.1-mini'],
  'openai.gpt-4.1-nano.2026-05': ['gpt-4.1-nano'],
  'openai.gpt-4.1.2026-04': ['gpt-4.1'],
  'openai.gpt-4o-mini.2026-04': ['gpt-4o-mini', 'gpt35-turbo'],
  'openai.gpt-4o.2026-04': ['gpt-4o', 'gpt4'],
  'openai.gpt-5-minimal.2025-11': ['gpt-5', 'gpt-5-minimal'],
  'openai.gpt-5.4-mini.2026-05': ['gpt-5.4-mini'],
  'openrouter.claude-3.5-haiku.2026': ['claude-3.5-haiku'],
  'openrouter.gemini-2.0-flash.2026': ['gemini-2.0-flash'],
  'openrouter.gpt-5.5.2026': ['gpt-5.5'],
  'openrouter.llama-3.3-70b.2026': ['llama-3.3-70b'],
  'openrouter.mistral-small.2026': ['mistral-small'],
  'self-hosted.70b-on-8-h100.2026': ['local-70b'],
  'self-hosted.7b-on-h100.2026': ['local-7b'],
  'together.llama-2-70b.2023-12': ['together'],
};

const noTime = { kind: 'constant', value: 0 } as const;
/** Everything at once. */
const instant: LatencyProfile = {
  id: 'instant',
  about: undefined,
  ttft: { body: noTime, spike: undefined, prompt: undefined },
  thinking: undefined,
  pace: { kind: 'gap', gap: noTime },
  events: undefined,
  load: undefined,
};

const aliases = new Map(Object.entries(measured).flatMap(([id, names]) => names.map((name) => [name, id] as const)));
const loaded = new Map<string, LatencyProfile>([[instant.id, instant]]);

/** Every profile with figures of its own, as `<provider>.<model>.<date>`, and `instant`; in the order of the alphabet. */
export function builtInProfileNames(): readonly string[] {
  return [...Object.keys(measured), instant.id].sort();
}

/** Every other name, in the order of the alphabet; `aliasOf` says what each stands for. */
export function builtInProfileAliases(): readonly string[] {
  return [...aliases.keys()].sort();
}

/** The name of the measured profile that a short name stands for; undefined when it is no short name. */
export function aliasOf(name: string): string | undefined {
  return aliases.get(name);
}

/** By its name or a short one; undefined when there is none. Its file is read at the first use. */
export function builtInProfile(name: string): LatencyProfile | undefined {
  const id = aliases.get(name) ?? name;
  const known = loaded.get(id);
  if (known !== undefined || !Object.hasOwn(measured, id)) return known;
  const text = readFileSync(new URL(`./profiles/${id}.json`, import.meta.url), 'utf8');
  // A test holds each of these files to the schema of profiles, which costs too much at each start.
  const profile = profileOfForm(JSON.parse(text) as ProfileForm, id);
  loaded.set(id, profile);
  return profile;
}
