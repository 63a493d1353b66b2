/** Keys as lines for people, and as JSON. */

import { type KeyRecord, stateOf } from '../access/key-record.ts';
import { countText, dollarText } from './access-values.ts';
import { tableLines } from './table.ts';

/** A table, one key a row. */
export function keyTable(keys: readonly KeyRecord[], now: number): readonly string[] {
  const head = ['ID', 'NAME', 'KEY', 'STATE', 'REQUESTS', 'TOKENS', 'SPENT', 'LAST USED'];
  const rows = keys.map((key) => [
    key.id,
    key.name,
    `${key.prefix}…`,
    stateOf(key, now),
    countText(key.requests),
    countText(key.inputTokens + key.outputTokens),
    spentText(key),
    key.lastUsedAt === undefined ? 'never' : timeText(key.lastUsedAt),
  ]);
  return tableLines([head, ...rows], [4, 5, 6]);
}

/** Everything that is known of one key. */
export function keyLines(key: KeyRecord, now: number): readonly string[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['id', key.id],
    ['name', key.name],
    ['key', `${key.prefix}…`],
    ['state', stateOf(key, now)],
    ['email', key.email],
    ['tier', key.tier],
    ['requests a minute', key.rpm === undefined ? undefined : countText(key.rpm)],
    ['tokens a minute', key.tpm === undefined ? undefined : countText(key.tpm)],
    ['created', timeText(key.createdAt)],
    ['expires', key.expiresAt === undefined ? undefined : timeText(key.expiresAt)],
    ['revoked', key.revokedAt === undefined ? undefined : timeText(key.revokedAt)],
    ['last used', key.lastUsedAt === undefined ? 'never' : timeText(key.lastUsedAt)],
    ['requests', countText(key.requests)],
    ['tokens', `${countText(key.inputTokens)} in, ${countText(key.outputTokens)} out`],
    ['spent', spentText(key)],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(width)}  ${value}`]));
}

/** With the names of the database's view, times as RFC 3339, money in dollars; null for what is not said. */
export function keyJson(key: KeyRecord, now: number): object {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    state: stateOf(key, now),
    email: key.email ?? null,
    tier: key.tier ?? null,
    rpm: key.rpm ?? null,
    tpm: key.tpm ?? null,
    budget_usd: key.budgetNanoUsd === undefined ? null : key.budgetNanoUsd / 1e9,
    created: timeText(key.createdAt),
    expires: key.expiresAt === undefined ? null : timeText(key.expiresAt),
    revoked: key.revokedAt === undefined ? null : timeText(key.revokedAt),
    last_used: key.lastUsedAt === undefined ? null : timeText(key.lastUsedAt),
    requests: key.requests,
    input_tokens: key.inputTokens,
    output_tokens: key.outputTokens,
    cost_usd: key.costNanoUsd / 1e9,
  };
}

function spentText({ costNanoUsd, budgetNanoUsd }: KeyRecord): string {
  const spent = dollarText(costNanoUsd);
  return budgetNanoUsd === undefined ? spent : `${spent} of ${dollarText(budgetNanoUsd)}`;
}

function timeText(at: number): string {
  return new Date(at).toISOString().replace(/\.000Z$/, 'Z');
}
