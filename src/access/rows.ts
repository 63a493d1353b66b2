/** Rows of the database as values with types: what SQLite gives is looked at, not believed. */

export type Row = Readonly<Record<string, unknown>>;

export function rowOf(value: unknown): Row | undefined {
  return typeof value === 'object' && value !== null ? (value as Row) : undefined;
}

export function rowsOf(values: readonly unknown[]): readonly Row[] {
  return values.map(rowOf).filter((row) => row !== undefined);
}

/** 0 where there is none. */
export function numberIn(row: Row, column: string): number {
  return optionalNumberIn(row, column) ?? 0;
}

export function optionalNumberIn(row: Row, column: string): number | undefined {
  const value = row[column];
  return typeof value === 'number' ? value : undefined;
}

/** Empty where there is none. */
export function textIn(row: Row, column: string): string {
  return optionalTextIn(row, column) ?? '';
}

export function optionalTextIn(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === 'string' ? value : undefined;
}
