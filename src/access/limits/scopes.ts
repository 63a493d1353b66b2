/** Which limits a request falls under: those of everybody, of its client, and of the model that it asks for. */

import type { Principal } from '../principal.ts';
import { type ClientLimits, type LimitPolicy, type LimitSet, type LimitWindow, minute } from './limit-set.ts';
import { presetOf } from './presets/list.ts';

/** Limits, and the name under which what is left of them is kept. */
export interface Scope {
  readonly id: string;
  readonly limits: LimitSet;
}

/** Who asks for which model. */
export interface LimitedClient {
  /** A key's id, or a hash of a credential; the same for the same client. */
  readonly id: string;
  readonly principal: Principal | undefined;
  readonly model: string | undefined;
}

export function scopesOf(policy: LimitPolicy, { id, principal, model }: LimitedClient): readonly Scope[] {
  const scopes: Scope[] = [];
  if (policy.organisation !== undefined) scopes.push({ id: 'organisation', limits: policy.organisation });
  const own = clientLimits(policy, principal?.tier);
  const all = withKey(own.all, principal);
  if (all !== undefined) scopes.push({ id: `client ${id}`, limits: all });
  if (model === undefined) return scopes;
  for (const { patterns, shared, limits } of own.models) {
    if (!patterns.some((pattern) => matches(pattern, model))) continue;
    scopes.push({ id: `client ${id} model ${shared ? patterns.join('|') : model}`, limits });
    break;
  }
  return scopes;
}

function clientLimits({ client, tiers }: LimitPolicy, tier: string | undefined): ClientLimits {
  if (tier === undefined) return client;
  const preset = presetOf(tier);
  return tiers.get(tier) ?? (preset === undefined ? client : { all: client.all, models: preset.models });
}

/** What a key itself says goes before what all keys have. */
function withKey(all: LimitSet | undefined, principal: Principal | undefined): LimitSet | undefined {
  const own: LimitWindow[] = [];
  if (principal?.rpm !== undefined) own.push({ counts: 'requests', limit: principal.rpm, per: minute });
  if (principal?.tpm !== undefined) own.push({ counts: 'tokens', limit: principal.tpm, per: minute });
  if (own.length === 0) return all;
  const others = (all?.windows ?? []).filter(
    ({ counts, per }) => !own.some((window) => window.counts === counts && window.per === per),
  );
  return { windows: [...own, ...others], concurrency: all?.concurrency };
}

/** `*` stands for anything. */
function matches(pattern: string, model: string): boolean {
  if (!pattern.includes('*')) return pattern === model;
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (!model.startsWith(first)) return false;
  let at = first.length;
  for (const [i, part] of rest.entries()) {
    if (i === rest.length - 1) return model.length - part.length >= at && model.endsWith(part);
    const found = model.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}
