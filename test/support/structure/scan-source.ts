/** Finds the imports of a TypeScript file, and its code without comments, strings and regular expressions. */

export interface Import {
  readonly specifier: string;
  /** `type` is gone after compiling; `static` loads with its file; `dynamic` is `import(…)`. */
  readonly kind: 'type' | 'static' | 'dynamic';
  /** `export … from`. */
  readonly reExport: boolean;
  /** `export * from`, without a name. */
  readonly everything: boolean;
}

export interface ScannedSource {
  /** As long as the source; what is no code is spaces, quotes stay. */
  readonly code: string;
  readonly imports: readonly Import[];
  /** `import(…)` of something that is no literal. */
  readonly computedImports: number;
}

export function scanSource(source: string): ScannedSource {
  const code = blankNonCode(source);
  const literalAt = (quote: number) => source.slice(quote + 1, code.indexOf(code.charAt(quote), quote + 1));
  const imports: Import[] = [];
  for (const found of code.matchAll(IMPORT_OR_EXPORT_FROM)) {
    const [whole, keyword, type, names = ''] = found;
    imports.push({
      specifier: literalAt(found.index + whole.length),
      kind: type === undefined ? 'static' : 'type',
      reExport: keyword === 'export',
      everything: keyword === 'export' && names.trim() === '*',
    });
  }
  for (const found of code.matchAll(/\bimport\s*(?=['"])/g)) {
    imports.push({ specifier: literalAt(found.index + found[0].length), kind: 'static', ...plain });
  }
  let computedImports = 0;
  for (const found of code.matchAll(/\bimport\s*\(\s*/g)) {
    const at = found.index + found[0].length;
    if (!/['"]/.test(code.charAt(at))) computedImports += 1;
    else imports.push({ specifier: literalAt(at), kind: 'dynamic', ...plain });
  }
  return { code, imports, computedImports };
}

/** `import a, { b } from`, `import type * as c from`, `export { d } from`, `export * from`, up to the quote. */
const IMPORT_OR_EXPORT_FROM =
  /\b(import|export)\b(\s+type\b)?\s*((?:[\w$]+\s*,?\s*)?(?:\*(?:\s*as\s+[\w$]+)?|\{[^{}]*\})?)\s*\bfrom\s*(?=['"])/g;

const plain = { reExport: false, everything: false };

/** A scanner for this project's formatted sources, not for any JavaScript: it guesses where a slash begins a regex. */
function blankNonCode(source: string): string {
  const out = source.split('');
  const blank = (from: number, to: number) => {
    for (let i = from; i < to; i += 1) if (out[i] !== '\n') out[i] = ' ';
  };
  /** Depth of braces inside each `${` that is open. */
  const templates: number[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    const two = source.slice(at, at + 2);
    if (two === '//') at = blankTo(endOf('\n', at), at);
    else if (two === '/*') at = blankTo(endOf('*/', at + 2) + 2, at);
    else if (char === '"' || char === "'") at = string(char);
    else if (char === '`') at = template(at + 1);
    else if (char === '/' && regexMayStart(out.slice(0, at).join(''))) at = regex();
    else {
      const depth = templates.at(-1);
      if (depth !== undefined && char === '{') templates[templates.length - 1] = depth + 1;
      if (depth !== undefined && char === '}') {
        if (depth === 0) {
          templates.pop();
          at = template(at + 1);
          continue;
        }
        templates[templates.length - 1] = depth - 1;
      }
      at += 1;
    }
  }
  return out.join('');

  function endOf(mark: string, from: number): number {
    const end = source.indexOf(mark, from);
    return end < 0 ? source.length : end;
  }

  function blankTo(end: number, start: number): number {
    blank(start, end);
    return end;
  }

  function string(quote: string): number {
    let end = at + 1;
    while (end < source.length && source.charAt(end) !== quote) end += source.charAt(end) === '\\' ? 2 : 1;
    blank(at + 1, end);
    return end + 1;
  }

  /** From inside a template to behind its end, or behind the next `${`. */
  function template(start: number): number {
    let end = start;
    while (end < source.length) {
      if (source.charAt(end) === '`') return blankTo(end, start) + 1;
      if (source.startsWith('${', end)) {
        templates.push(0);
        return blankTo(end, start) + 2;
      }
      end += source.charAt(end) === '\\' ? 2 : 1;
    }
    return blankTo(source.length, start);
  }

  function regex(): number {
    let end = at + 1;
    let inClass = false;
    for (; end < source.length && source.charAt(end) !== '\n'; end += 1) {
      const char = source.charAt(end);
      if (char === '\\') end += 1;
      else if (char === '[') inClass = true;
      else if (char === ']') inClass = false;
      else if (char === '/' && !inClass) break;
    }
    return blankTo(end + 1, at);
  }
}

function regexMayStart(before: string): boolean {
  const tail = before.trimEnd();
  const word = /[\w$]+$/.exec(tail)?.[0];
  if (word !== undefined) return /^(return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield)$/.test(word);
  return !/[)\]}'"`]$/.test(tail);
}
