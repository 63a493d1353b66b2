/** Joins the files of dist/ that the command line loads into a few in dist/bundle/, for opening hundreds takes longer than all the rest of a start. */

import { readFileSync, rmSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
/** Packages stay where npm put them, but for those that a start needs and that are many small modules. */
const joined = new Set(['chalk', 'zod']);

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const bundle = `${dist}/bundle`;

/** What `import.meta.url` says stays true: workers, data and the manifest are found from the file that asks for them. */
const ownUrl = {
  name: 'own-url',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      if (!path.startsWith(dist)) return undefined;
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const place = JSON.stringify(relative(bundle, path).split(sep).join('/'));
      return { contents: text.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`), loader: 'js' };
    });
  },
};

rmSync(bundle, { recursive: true, force: true });
await build({
  entryPoints: [`${dist}/cli/main.js`],
  outdir: bundle,
  bundle: true,
  // What is imported only when it is needed stays in files of its own.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'bundle',
  external: Object.keys(dependencies)
    .filter((name) => !joined.has(name))
    .flatMap((name) => [name, `${name}/*`]),
  // Stacks name what failed: names stay.
  minifyWhitespace: true,
  legalComments: 'inline',
  logLevel: 'warning',
  plugins: [ownUrl],
});
