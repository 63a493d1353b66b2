/** A configuration as YAML that says behind each setting where it comes from. */

import { parse } from 'yaml';
import type { EffectiveSetting } from '../app/effective-configuration.ts';

interface Line {
  readonly text: string;
  readonly source: string | undefined;
}

/** @param dim how the source of a setting is painted */
export function configurationLines(
  settings: readonly EffectiveSetting[],
  dim: (text: string) => string = (text) => text,
): readonly string[] {
  const lines = settings.flatMap((one) => linesOf(one, ''));
  const width = Math.min(60, Math.max(0, ...lines.map(({ text, source }) => (source === undefined ? 0 : text.length))));
  return lines.map(({ text, source }) =>
    source === undefined ? text : `${text.padEnd(width)}  ${dim(`# ${source}`)}`,
  );
}

function linesOf(setting: EffectiveSetting, indent: string): readonly Line[] {
  const name = `${indent}${inOneLine(setting.name)}:`;
  switch (setting.kind) {
    case 'value':
      return [{ text: `${name} ${inOneLine(setting.value)}`, source: setting.source }];
    case 'list':
      return [
        { text: name, source: undefined },
        ...setting.entries.map(({ value, source }) => ({ text: `${indent}  - ${inOneLine(value)}`, source })),
      ];
    case 'mapping':
      return [{ text: name, source: undefined }, ...setting.children.flatMap((child) => linesOf(child, `${indent}  `))];
  }
}

/** In YAML's flow style, which begins no new line wherever it stands. */
function inOneLine(value: unknown): string {
  if (typeof value === 'string') return isPlain(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).map(([name, inner]) => `${inOneLine(name)}: ${inOneLine(inner)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** Whether it is the same text without quotes, inside brackets too. */
function isPlain(text: string): boolean {
  return /^[\w/.](?:[\w/.+*@ -]|:(?! |$))*$/.test(text) && !text.endsWith(' ') && parse(text) === text;
}
