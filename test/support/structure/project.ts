/** A project's sources as the structure rules look at them: scanned files with their imports resolved. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { type Import, type ScannedSource, scanSource } from './scan-source.ts';

/** `path` is relative to `src/`, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface ResolvedImport extends Import {
  /** Relative to `src/`, for relative imports; begins with `../` when it leaves `src/`. */
  readonly file: string | undefined;
  /** The package's name, for npm packages. */
  readonly package: string | undefined;
}

export interface ProjectFile extends SourceFile, ScannedSource {
  readonly imports: readonly ResolvedImport[];
}

export interface Project {
  readonly files: readonly ProjectFile[];
  readonly byPath: ReadonlyMap<string, ProjectFile>;
  /** Names in package.json's `dependencies`. */
  readonly dependencies: ReadonlySet<string>;
}

export function projectOf(files: readonly SourceFile[], dependencies: Iterable<string>): Project {
  const scanned = files.map((file) => {
    const source = scanSource(file.text);
    return { ...file, ...source, imports: source.imports.map((each) => resolveImport(file.path, each)) };
  });
  return {
    files: scanned,
    byPath: new Map(scanned.map((file) => [file.path, file])),
    dependencies: new Set(dependencies),
  };
}

/** The project in a folder that holds `src/` and `package.json`. */
export function readProject(root: string): Project {
  const src = join(root, 'src');
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { dependencies } = manifest as { dependencies: Record<string, string> };
  const files = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: relative(src, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }));
  return projectOf(files, Object.keys(dependencies));
}

function resolveImport(from: string, found: Import): ResolvedImport {
  const { specifier } = found;
  if (specifier.startsWith('.')) {
    return { ...found, file: posix.join(dirname(from), specifier), package: undefined };
  }
  if (specifier.startsWith('node:')) return { ...found, file: undefined, package: undefined };
  const parts = specifier.split('/');
  return { ...found, file: undefined, package: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') };
}
