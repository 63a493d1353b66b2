/** Joins the files of dist/ that the command line loads into few in dist/bundle/, for opening hundreds takes longer than all the rest of a start. */

import { readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { rollup } from 'rollup';

const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
/** Packages stay where npm put them, but for those that a start needs, or that are many small modules. */
const joined = new Set(['chalk', 'commander', 'zod']);

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const bundle = join(dist, 'bundle');
const entry = join(dist, 'cli/main.js');

/** What a replay loads until its first reply: all in one file, for each file more takes half a millisecond. */
const loadedAtStart = [
  'cli/program.js',
  'cli/commands/replay.js',
  'app/simulator.js',
  'cassette/read-interaction-file.js',
].map((path) => join(dist, path));

/** A package as one module; CommonJS gets the `require` that it expects. */
const packages = {
  name: 'packages',
  resolveId(source) {
    const name = Object.keys(dependencies).find((each) => source === each || source.startsWith(`${each}/`));
    if (name === undefined) return undefined;
    return joined.has(name) ? fileURLToPath(import.meta.resolve(source)) : { id: source, external: true };
  },
  async load(id) {
    if (!id.includes(`${sep}node_modules${sep}`)) return undefined;
    const { outputFiles } = await build({
      entryPoints: [id],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      legalComments: 'inline',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    return outputFiles[0].text;
  },
};

/** What `import.meta.url` says stays true: workers, data and the manifest are found from the file that asks for them. */
const ownUrl = {
  name: 'own-url',
  resolveImportMeta(property, { moduleId }) {
    if (property !== 'url') return undefined;
    const place = JSON.stringify(relative(bundle, moduleId).split(sep).join('/'));
    return `new URL(${place}, import.meta.url).href`;
  },
};

/** Stacks name what failed: names stay. */
const shorter = {
  name: 'shorter',
  async renderChunk(code) {
    const { code: short } = await transform(code, {
      minifyWhitespace: true,
      target: 'node20',
      legalComments: 'inline',
    });
    return short;
  },
};

/**
 * Node's own modules without `import`, which reads every property of theirs first, and so loads what stands behind them: of
 * `node:crypto` alone, all of Web Crypto.
 */
const builtins = {
  name: 'builtins',
  renderChunk(code) {
    return code.replace(/^import (.+) from '(node:[\w/]+)';$/gm, (_, names, id) => {
      const module = `process.getBuiltinModule(${JSON.stringify(id)})`;
      const [, whole, fields] = /^(?:\* as )?([\w$]+)?(?:, )?(\{.*\})?$/.exec(names);
      const bound = [whole, fields?.replaceAll(' as ', ': ')].filter((name) => name !== undefined);
      return `const ${bound.map((name) => `${name} = ${module}`).join(', ')};`;
    });
  },
};

/** The modules themselves and all that they import other than by `import()`. */
function closure(modules, getModuleInfo) {
  const found = new Set(modules);
  for (const id of found) {
    const module = getModuleInfo(id);
    if (module === null) throw new Error(`${id} is in no bundle: is it still called so?`);
    for (const next of module.importedIds) found.add(next);
  }
  return found;
}

let first;
let start;
function chunkOf(id, { getModuleInfo }) {
  first ??= closure([entry], getModuleInfo);
  start ??= closure(loadedAtStart, getModuleInfo);
  if (first.has(id)) return 'main';
  return start.has(id) ? 'start' : undefined;
}

rmSync(bundle, { recursive: true, force: true });
const made = await rollup({
  input: entry,
  external: /^node:/,
  plugins: [packages, ownUrl, builtins, shorter],
  // The entry lends what it shares with the others.
  preserveEntrySignatures: false,
  onwarn: (warning) => console.warn(warning.message),
});
await made.write({
  dir: bundle,
  format: 'es',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  manualChunks: chunkOf,
  hoistTransitiveImports: false,
  generatedCode: 'es2015',
});
await made.close();
