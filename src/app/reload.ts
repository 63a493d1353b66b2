/** The configuration while llmsim runs: read again when its file changes or when it is asked to, and handed to whoever can take it. */

import type { Clock, Timer } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Configuration } from './configuration.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import type { SectionName } from './configuration-sections.ts';
import { loadConfiguration } from './load-configuration.ts';
import { lookEvery, WatchedFile } from './watched-file.ts';

/** What parts of llmsim see of it. */
export interface Reload {
  /**
   * From now on a change of the section counts at once: `take` is called with each new configuration, which is whole and without
   * mistakes. It must not throw. A change of a section that nobody takes is told to wait for the next start.
   */
  onReload(section: SectionName, take: (configuration: Configuration) => void): void;
  /** Begins to look for edits. */
  watch(): void;
  /** Reads it now, whether it changed or not. */
  now(): void;
  /** Looks at the file no more. */
  stop(): void;
}

/** What became of an edit of the configuration. */
export interface ReloadNews {
  readonly kind: 'in-force' | 'refused';
  /** For people; several lines where an edit was refused. */
  readonly text: string;
}

export interface ReloadParts {
  /** That was read at the start. */
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly onNews: (news: ReloadNews) => void;
}

/** Throws LlmsimError where the file cannot be read, or cannot be used, any more. */
export function openReload({ path, env, clock, onNews }: ReloadParts): Reload {
  const watched = new WatchedFile(path);
  const first = loadConfiguration({ path, env, ruleFiles: [] });
  let inForce = first.kind === 'configuration' ? sectionTexts(first.file) : new Map<string, string>();
  const takers = new Map<string, ((configuration: Configuration) => void)[]>();
  let timer: Timer | undefined;

  const refuse = (lines: readonly string[]): void => {
    const listed = lines.map((line) => `  ${line}`).join('\n');
    onNews({ kind: 'refused', text: `${path} cannot be used as it is now; what was in force stays:\n${listed}` });
  };
  const take = (asked: boolean): void => {
    const loaded = loadedOf(path, env);
    if (loaded.kind === 'problems') {
      refuse(loaded.lines);
      return;
    }
    const texts = sectionTexts(loaded.file);
    const changed = [...new Set([...texts.keys(), ...inForce.keys()])].filter(
      (name) => texts.get(name) !== inForce.get(name),
    );
    inForce = texts;
    for (const name of takers.keys()) {
      if (changed.includes(name)) for (const one of takers.get(name) ?? []) one(loaded.configuration);
    }
    const text = newsText(path, changed, takers);
    if (asked || changed.length > 0) onNews({ kind: 'in-force', text });
  };
  const lookLater = (): void => {
    timer = clock.after(lookEvery, () => {
      const news = watched.look();
      if (news?.kind === 'unreadable') refuse([news.reason]);
      else if (news !== undefined) take(false);
      lookLater();
    });
  };
  return {
    onReload: (section, taker) => void takers.set(section, [...(takers.get(section) ?? []), taker]),
    watch: lookLater,
    now() {
      const news = watched.lookNow();
      if (news.kind === 'unreadable') refuse([news.reason]);
      else take(true);
    },
    stop: () => timer?.cancel(),
  };
}

/** A file may vanish between the look and the reading. */
function loadedOf(path: string, env: ReloadParts['env']): ReturnType<typeof loadConfiguration> {
  try {
    return loadConfiguration({ path, env, ruleFiles: [] });
  } catch (error) {
    if (error instanceof LlmsimError) return { kind: 'problems', sources: [path], lines: [error.message] };
    throw error;
  }
}

function newsText(path: string, changed: readonly string[], takers: ReadonlyMap<string, unknown>): string {
  if (changed.length === 0) return `${path} was read again: it says what is in force already.`;
  const live = changed.filter((name) => takers.has(name));
  const later = changed.filter((name) => !takers.has(name));
  const parts = [
    ...(live.length === 0 ? [] : [`${live.join(', ')} in force as of now`]),
    ...(later.length === 0 ? [] : [`${later.join(', ')} with the next start`]),
  ];
  return `${path} has changed: ${parts.join('; ')}.`;
}

/** What each section says, to see which ones have changed. */
function sectionTexts({ values }: ConfigurationFile): Map<string, string> {
  const entries = typeof values === 'object' && values !== null ? Object.entries(values) : [];
  return new Map(
    entries.flatMap(([name, value]) => (value === null ? [] : [[name, JSON.stringify(value) ?? ''] as const])),
  );
}
