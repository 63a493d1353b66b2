/** Models by a pattern, as configurations name them: `*` stands for any characters. */

/** `gpt-4o*` fits `gpt-4o-mini`; everything else in it is itself. */
export function modelPattern(text: string): RegExp {
  const escaped = text.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 's');
}
