/** A report of usage as a table, as CSV (RFC 4180) or as JSON. */

import { totalOf, type UsageGrouping, type UsageRow, type UsageTotals } from '../access/usage-report.ts';
import { countText, dollarText } from './access-values.ts';
import { tableLines } from './table.ts';

export const usageFormats = ['table', 'csv', 'json'] as const;
export type UsageFormat = (typeof usageFormats)[number];

export function usageLines(rows: readonly UsageRow[], by: UsageGrouping, format: UsageFormat): readonly string[] {
  switch (format) {
    case 'table':
      return table(rows, by);
    case 'csv':
      return csv(rows, by);
    case 'json':
      return [
        JSON.stringify(
          rows.map((row) => fieldsOf(row, by)),
          undefined,
          2,
        ),
      ];
  }
}

function table(rows: readonly UsageRow[], by: UsageGrouping): readonly string[] {
  const titles = ['REQUESTS', 'ERRORS', 'TOKENS IN', 'CACHED', 'TOKENS OUT', 'REASONING', 'COST'];
  const cells = (name: string, totals: UsageTotals): readonly string[] => [
    name,
    ...[
      totals.requests,
      totals.errors,
      totals.inputTokens,
      totals.cachedTokens,
      totals.outputTokens,
      totals.reasoningTokens,
    ].map(countText),
    totals.costNanoUsd === undefined ? '-' : `${dollarText(totals.costNanoUsd)}${totals.unpriced > 0 ? '+' : ''}`,
  ];
  const lines = rows.map((row) => cells(row.group ?? '-', row));
  const total = rows.length > 1 ? [cells('total', totalOf(rows))] : [];
  return tableLines([[by.toUpperCase(), ...titles], ...lines, ...total], [1, 2, 3, 4, 5, 6, 7]);
}

type Field = string | number | null;

function fieldsOf(row: UsageRow, by: UsageGrouping): Readonly<Record<string, Field>> {
  return {
    [by]: row.group ?? null,
    ...(by === 'key' ? { key_id: row.keyId ?? null } : {}),
    requests: row.requests,
    errors: row.errors,
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
    cached_tokens: row.cachedTokens,
    reasoning_tokens: row.reasoningTokens,
    cost_usd: row.costNanoUsd === undefined ? null : row.costNanoUsd / 1e9,
    unpriced_requests: row.unpriced,
    estimated_requests: row.estimated,
    last: new Date(row.last).toISOString(),
  };
}

function csv(rows: readonly UsageRow[], by: UsageGrouping): readonly string[] {
  const none: UsageRow = { ...totalOf([]), group: undefined };
  const head = Object.keys(fieldsOf(rows[0] ?? none, by));
  const lines = rows.map((row) => Object.values(fieldsOf(row, by)).map(csvCell));
  return [head.join(','), ...lines.map((cells) => cells.join(','))];
}

/** Clients choose users and models: none of their texts shall be a formula of whoever opens the file. */
function csvCell(field: Field): string {
  if (field === null) return '';
  if (typeof field === 'number') return String(field);
  const text = /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
