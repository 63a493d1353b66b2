/** Fills `{{name}}` in a text: no logic, no code; a name that means nothing is left out. */

/** @param lookup what stands for a name such as `match.1`, already without spaces around it */
export function fillTemplate(template: string, lookup: (name: string) => string | undefined): string {
  return template.replace(/\{\{\s*([\w.[\]-]+)\s*\}\}/g, (_, name: string) => lookup(name) ?? '');
}
