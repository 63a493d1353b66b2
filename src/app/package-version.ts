/** The version of llmsim, as its package says. */

import { readFile } from 'node:fs/promises';

/** Read when first asked for: hardly anybody asks. */
export async function packageVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '?';
}
