/** Writes a JSON value as a cassette's text: 2-space indentation and LF, with chosen parts on one line each. */

/**
 * How a value is laid out: `line` on one line, `tree` indented throughout (lists of numbers stay on one line), `items` a
 * list with one entry to a line, `fields` an object with one field to a line, each in its own layout or else `line`.
 */
export type Layout =
  | 'line'
  | 'tree'
  | { readonly items: Layout }
  | { readonly fields: Readonly<Record<string, Layout>> };

/** The text of `value`, without a final line end. `value` holds what JSON can hold; its nesting must be bounded. */
export function layOut(value: unknown, layout: Layout, indent = ''): string {
  if (layout === 'line' || typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (layout === 'tree') {
    const parts: string[] = [];
    tree(value, `\n${indent}`, parts);
    return parts.join('');
  }
  const inner = `${indent}  `;
  if ('items' in layout) {
    if (!Array.isArray(value)) return JSON.stringify(value);
    return wrap(
      '[',
      ']',
      value.map((item) => layOut(item, layout.items, inner)),
      indent,
    );
  }
  if (Array.isArray(value)) return JSON.stringify(value);
  const lines = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([key, field]) => {
      const chosen = Object.hasOwn(layout.fields, key) ? layout.fields[key] : undefined;
      return `${JSON.stringify(key)}: ${layOut(field, chosen ?? 'line', inner)}`;
    });
  return wrap('{', '}', lines, indent);
}

function wrap(open: string, close: string, lines: readonly string[], indent: string): string {
  return lines.length === 0 ? open + close : `${open}\n${indent}  ${lines.join(`,\n${indent}  `)}\n${indent}${close}`;
}

/** `newline` is a line end with the indentation of the value's own line. */
function tree(value: unknown, newline: string, parts: string[]): void {
  if (typeof value !== 'object' || value === null) {
    parts.push(JSON.stringify(value));
    return;
  }
  const inner = `${newline}  `;
  let before = inner;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === 'number')) {
      parts.push(JSON.stringify(value));
      return;
    }
    parts.push('[');
    for (const item of value) {
      parts.push(before);
      tree(item, inner, parts);
      before = `,${inner}`;
    }
    parts.push(newline, ']');
    return;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) {
    parts.push('{}');
    return;
  }
  parts.push('{');
  for (const [key, item] of entries) {
    parts.push(before, JSON.stringify(key), ': ');
    tree(item, inner, parts);
    before = `,${inner}`;
  }
  parts.push(newline, '}');
}
