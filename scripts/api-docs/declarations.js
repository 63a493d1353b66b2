/** Reads declaration files as tsc writes them: what is exported, and one name's declaration with the comment above it. */

/** `{ name, module }` for each name that a barrel passes on; `module` is the path of its declarations. */
export function exportsOf(barrel) {
  return [...barrel.matchAll(/^export (?:type )?\{([^}]*)\} from '\.\/([^']+)\.(?:ts|js)';/gm)].flatMap(
    ([, names, module]) =>
      names.split(',').map((name) => ({ name: name.trim().replace(/^type /, ''), module: `${module}.d.ts` })),
  );
}

/**
 * `{ doc, code }`: the comment without its stars, empty where there is none, and the declaration without `export` and `declare`. Throws when
 * the file does not declare the name.
 */
export function declarationOf(text, name, module) {
  const pattern = new RegExp(
    `^export (?:declare )?(?:abstract )?(?:interface|type|function|const|class) ${name}\\b`,
    'm',
  );
  const start = pattern.exec(text)?.index;
  if (start === undefined) throw new Error(`${module} does not declare ${name}`);
  const code = text
    .slice(start, endOf(text, start))
    .replace(/^export (?:declare )?/, '')
    .replace(/^( {4})+/gm, (spaces) => ' '.repeat(spaces.length / 2));
  return { doc: docAbove(text, start), code };
}

/** A body in brackets ends with the bracket of its own, all else with a semicolon outside of brackets. */
function endOf(text, start) {
  const hasBody = /^export (?:declare )?(?:abstract )?(?:interface|class)/.test(text.slice(start, start + 40));
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '/' && (text[at + 1] === '*' || text[at + 1] === '/')) {
      at = text.indexOf(text[at + 1] === '*' ? '*/' : '\n', at + 2) + (text[at + 1] === '*' ? 1 : 0);
    } else if (character === "'" || character === '"' || character === '`') {
      at = text.indexOf(character, at + 1);
    } else if ('{[('.includes(character)) depth += 1;
    else if ('}])'.includes(character)) {
      depth -= 1;
      if (hasBody && depth === 0 && character === '}') return at + 1;
    } else if (character === ';' && depth === 0) return at + 1;
  }
  return text.length;
}

function docAbove(text, start) {
  const before = text.slice(0, start).trimEnd();
  if (!before.endsWith('*/')) return '';
  const open = before.lastIndexOf('/**');
  // The first comment of a file is the file's.
  if (open <= 0) return '';
  return before
    .slice(open + 3, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim()
    .replace(/^@param (\w+) /gm, '- `$1`: ')
    .replace(/^@returns? /gm, '- returns ')
    .replace(/^@throws /gm, '- throws ');
}
