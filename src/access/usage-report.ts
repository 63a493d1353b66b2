/** What the usage ledger adds up to, by key, user, model or day. */

import type { Database } from './database.ts';
import { numberIn, optionalNumberIn, optionalTextIn, type Row, rowsOf } from './rows.ts';

export const usageGroupings = ['key', 'user', 'model', 'day'] as const;
export type UsageGrouping = (typeof usageGroupings)[number];

export interface UsageTotals {
  readonly requests: number;
  /** Of them, those that got a status from 400 on, or none. */
  readonly errors: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Part of the input. */
  readonly cachedTokens: number;
  /** Part of the output. */
  readonly reasoningTokens: number;
  /** Of those that have a price; undefined where none has. */
  readonly costNanoUsd: number | undefined;
  /** Requests with tokens whose model has no price. */
  readonly unpriced: number;
  /** Requests whose tokens the answer did not tell. */
  readonly estimated: number;
  /** Milliseconds since 1970. */
  readonly last: number;
}

export interface UsageRow extends UsageTotals {
  /** The key's name, the user, the model, or the day as `2026-11-21` (UTC); undefined where it is not known. */
  readonly group: string | undefined;
  /** By key only. */
  readonly keyId?: string;
}

interface Grouping {
  readonly by: string;
  readonly shown: string;
  readonly order: string;
}

const mostFirst = 'requests DESC, shown';
const groupings: Readonly<Record<UsageGrouping, Grouping>> = {
  key: { by: 'key_id', shown: "coalesce(keys.name, nullif(key_id, ''))", order: mostFirst },
  user: { by: 'user', shown: "nullif(user, '')", order: mostFirst },
  model: { by: 'model', shown: "nullif(model, '')", order: mostFirst },
  day: { by: dayOf('at'), shown: dayOf('at'), order: 'shown' },
};

function dayOf(at: string): string {
  return `strftime('%Y-%m-%d', ${at} / 1000, 'unixepoch')`;
}

/** @param since milliseconds since 1970; undefined for all that is there */
export function usageReport(database: Database, by: UsageGrouping, since: number | undefined): readonly UsageRow[] {
  const { by: grouped, shown, order } = groupings[by];
  const rows = database
    .prepare(
      `SELECT ${shown} AS shown, key_id, count(*) AS requests, sum(status >= 400 OR status = 0) AS errors,
         sum(exchanges.input_tokens) AS input, sum(exchanges.output_tokens) AS output,
         sum(cached_tokens) AS cached, sum(reasoning_tokens) AS reasoning, sum(exchanges.cost_nano_usd) AS cost,
         sum(exchanges.cost_nano_usd IS NULL AND exchanges.output_tokens IS NOT NULL) AS unpriced,
         sum(estimated) AS estimated, max(at) AS last
       FROM exchanges JOIN subjects ON subjects.id = subject LEFT JOIN keys ON keys.id = key_id
       WHERE at >= ? GROUP BY ${grouped} ORDER BY ${order}`,
    )
    .all([since ?? 0]);
  return rowsOf(rows).map((row) => usageRow(row, by));
}

function usageRow(row: Row, by: UsageGrouping): UsageRow {
  const keyId = optionalTextIn(row, 'key_id') ?? '';
  return {
    group: optionalTextIn(row, 'shown'),
    ...(by === 'key' && keyId !== '' ? { keyId } : {}),
    requests: numberIn(row, 'requests'),
    errors: numberIn(row, 'errors'),
    inputTokens: numberIn(row, 'input'),
    outputTokens: numberIn(row, 'output'),
    cachedTokens: numberIn(row, 'cached'),
    reasoningTokens: numberIn(row, 'reasoning'),
    costNanoUsd: optionalNumberIn(row, 'cost'),
    unpriced: numberIn(row, 'unpriced'),
    estimated: numberIn(row, 'estimated'),
    last: numberIn(row, 'last'),
  };
}

export function totalOf(rows: readonly UsageRow[]): UsageTotals {
  const sum = (of: (row: UsageRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const priced = rows.some(({ costNanoUsd }) => costNanoUsd !== undefined);
  return {
    requests: sum((row) => row.requests),
    errors: sum((row) => row.errors),
    inputTokens: sum((row) => row.inputTokens),
    outputTokens: sum((row) => row.outputTokens),
    cachedTokens: sum((row) => row.cachedTokens),
    reasoningTokens: sum((row) => row.reasoningTokens),
    costNanoUsd: priced ? sum((row) => row.costNanoUsd ?? 0) : undefined,
    unpriced: sum((row) => row.unpriced),
    estimated: sum((row) => row.estimated),
    last: Math.max(0, ...rows.map((row) => row.last)),
  };
}
