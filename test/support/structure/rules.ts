/** The structure that the design fixes, as rules over a project: each gives the violations it finds, as sentences. */

import type { Project, ProjectFile } from './project.ts';

export type Rule = (project: Project) => string[];

/** Imports only go down: a folder sees itself and the folders of lower rings. */
export const RINGS: Readonly<Record<string, number>> = {
  core: 0,
  codec: 1,
  redaction: 2,
  scan: 2,
  dialects: 2,
  catalogue: 2,
  tokenizer: 2,
  generators: 2,
  latency: 2,
  faults: 2,
  rules: 2,
  upstream: 3,
  cassette: 3,
  access: 3,
  telemetry: 3,
  pipeline: 4,
  server: 5,
  app: 6,
  cli: 7,
};

/**
 * Where interchangeable members live. Beside members that are folders, the files of the extension folder are shared by
 * all; in any of them `list.ts` is the list of the members.
 */
export const EXTENSION_FOLDERS: Readonly<Record<string, 'folders' | 'files'>> = {
  dialects: 'folders',
  'dialects/openai-rest/endpoints': 'files',
  generators: 'files',
  'catalogue/models': 'files',
  faults: 'files',
  'redaction/rules': 'files',
  'rules/conditions': 'files',
  'pipeline/responders': 'files',
  'pipeline/stages': 'files',
  'cassette/body-forms': 'files',
  'cassette/match/normalisers': 'files',
  'cassette/recipes': 'files',
  'cli/commands': 'files',
  'server/control-pages': 'files',
  'telemetry/reports': 'files',
};

/** Packages that one folder owns. */
const PACKAGE_OWNERS: Readonly<Record<string, string>> = {
  commander: 'cli',
  chalk: 'cli',
  undici: 'upstream',
  aws4: 'upstream',
  libsql: 'access',
};

/** Packages that `llmsim --version` and a replay must not pay for. */
const HEAVY_PACKAGES = ['zod', 'undici', 'libsql', 'yaml', 'js-tiktoken', 'prom-client', 're2js', 'cross-spawn'];
export const ENTRY = 'cli/main.ts';
/** What a replay imports one by one until its first reply; `scripts/bundle.js` makes one file of it. */
const LOADED_AT_START = [
  'cli/program.ts',
  'cli/commands/replay.ts',
  'app/simulator.ts',
  'cassette/read-interaction-file.ts',
];

const TIME_AND_CHANCE = ['core/clock.ts', 'core/random.ts'];
/** `open-server.ts` has the deadline of a shutdown; replies wait in the other two. */
const MAY_WAIT_IN_SERVER = ['server/write-reply.ts', 'server/pacing.ts', 'server/open-server.ts'];
const NAMELESS = /^(utils?|helpers?|common|misc|types?)$/;

export const rules: Readonly<Record<string, Rule>> = {
  'every file lives in a folder that has a ring': each((file) =>
    file.path === 'index.ts' || RINGS[folderOf(file.path)] !== undefined
      ? []
      : ['is in no folder that the design knows'],
  ),

  'imports only go down': each((file) =>
    file.imports.flatMap(({ file: target }) => {
      if (target === undefined || target.startsWith('../') || mayImport(file.path, target)) return [];
      return [`imports ${target}, which is not below it`];
    }),
  ),

  'relative imports name a file of src/ with its suffix': (project) =>
    each((file) =>
      file.imports.flatMap(({ file: target, specifier }) =>
        target === undefined || project.byPath.has(target) ? [] : [`imports ${specifier}, which is no file of src/`],
      ),
    )(project),

  'members of an extension folder import no sibling': each((file) =>
    membershipsOf(file.path).flatMap((own) =>
      file.imports.flatMap(({ file: target }) => {
        if (target === `${own.folder}/list.ts`) return ['imports the list that names it'];
        const others = target === undefined ? [] : membershipsOf(target);
        const sibling = others.some(({ folder, name }) => folder === own.folder && name !== own.name);
        return sibling ? [`imports its sibling ${target}`] : [];
      }),
    ),
  ),

  'a package that one folder owns is imported only there': each((file) =>
    file.imports.flatMap(({ package: name }) => {
      const owner = name === undefined ? undefined : PACKAGE_OWNERS[name];
      return owner === undefined || owner === folderOf(file.path) ? [] : [`imports ${name}, which only ${owner}/ may`];
    }),
  ),

  'npm packages are declared as dependencies': (project) =>
    each((file) =>
      file.imports.flatMap(({ package: name }) =>
        name === undefined || project.dependencies.has(name) ? [] : [`imports ${name}, which is no dependency`],
      ),
    )(project),

  'no import is computed': each((file) => (file.computedImports > 0 ? ['imports something that is no literal'] : [])),

  'names say what a file is': each((file) =>
    file.path
      .split('/')
      .map((part) => part.replace(/\..*$/, ''))
      .filter((name) => NAMELESS.test(name))
      .map((name) => `is called ${name}`),
  ),

  'every file opens with its sentence': each((file) =>
    /^(#!.*\n)?\/\*\*[\s*]*[^\s*][\s\S]*?\*\//.test(file.text) ? [] : ['does not open with a /** … */ block'],
  ),

  'time and chance come from the clock and the random source': each((file) => {
    if (TIME_AND_CHANCE.includes(file.path)) return [];
    const used = file.code.match(
      /\b(setTimeout|setInterval|Date\.now|Math\.random|performance\.now|AbortSignal\.timeout|scheduler\.wait)\b|\bnew Date\(\s*\)/g,
    );
    return (used ?? []).map((name) => `uses ${name}`);
  }),

  'in server/ replies wait only in pacing and write-reply': each((file) => {
    if (folderOf(file.path) !== 'server' || MAY_WAIT_IN_SERVER.includes(file.path)) return [];
    return /\.\s*after\s*\(/.test(file.code) ? ['waits by clock.after'] : [];
  }),

  'index.ts is the only barrel': each((file) => {
    if (file.path === 'index.ts') return [];
    if (/\/index\.ts$/.test(file.path)) return ['is an index file'];
    return file.imports
      .filter(({ reExport, everything, kind }) => reExport && (everything || kind !== 'type'))
      .map(({ specifier }) => `re-exports ${specifier}`);
  }),

  'the command line starts without heavy packages': (project) =>
    project.byPath.has(ENTRY)
      ? [ENTRY, ...LOADED_AT_START].flatMap((entry) =>
          HEAVY_PACKAGES.flatMap((name) => {
            const chain = staticChain(project, entry, name);
            return chain === undefined ? [] : [`${entry} loads ${name}: ${chain.join(' → ')}`];
          }),
        )
      : [`${ENTRY} does not exist`],
};

function each(check: (file: ProjectFile) => string[]): Rule {
  return ({ files }) => files.flatMap((file) => check(file).map((problem) => `${file.path} ${problem}`));
}

function folderOf(path: string): string {
  return path.split('/', 1)[0] ?? '';
}

function mayImport(from: string, to: string): boolean {
  const [source, target] = [folderOf(from), folderOf(to)];
  if (target === 'index.ts') return false;
  if (source === 'index.ts') return target !== 'cli';
  return source === target || (RINGS[target] ?? Number.POSITIVE_INFINITY) < (RINGS[source] ?? 0);
}

/** One for each extension folder that the file is in: a member may have an extension folder of its own. */
function membershipsOf(path: string): { folder: string; name: string }[] {
  return Object.entries(EXTENSION_FOLDERS).flatMap(([folder, members]) => {
    if (!path.startsWith(`${folder}/`)) return [];
    const [name = '', ...rest] = path.slice(folder.length + 1).split('/');
    const shared = rest.length === 0 && (members === 'folders' || name === 'list.ts');
    return shared ? [] : [{ folder, name }];
  });
}

/** The files through which `entry` loads `name` before it does anything; undefined when it does not. */
function staticChain(project: Project, entry: string, name: string): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[entry, undefined]]);
  for (const path of cameFrom.keys()) {
    for (const found of project.byPath.get(path)?.imports ?? []) {
      if (found.kind !== 'static') continue;
      if (found.package === name) return [...wayTo(path), name];
      if (found.file !== undefined && !cameFrom.has(found.file)) cameFrom.set(found.file, path);
    }
  }
  return undefined;

  function wayTo(path: string): string[] {
    const before = cameFrom.get(path);
    return before === undefined ? [path] : [...wayTo(before), path];
  }
}
