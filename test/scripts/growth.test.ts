/** When a soak says that a server grows. */

import { describe, expect, it } from 'vitest';

interface Sample {
  readonly rss: number;
  readonly heap: number;
  readonly sockets: number;
  readonly files: number;
}

type GrowthOf = (
  samples: readonly Sample[],
  around: { readonly idle: Sample; readonly after: Sample; readonly clients: number },
) => { readonly problems: readonly string[] };

// The scripts are JavaScript without declarations.
const module: { growthOf: GrowthOf } = await import(new URL('../../scripts/load/growth.js', import.meta.url).href);
const { growthOf } = module;

const mib = 1024 * 1024;
const usual: Sample = { rss: 200 * mib, heap: 50 * mib, sockets: 6, files: 30 };
const around = { idle: usual, after: usual, clients: 100 };

function samples(change: (part: number) => Partial<Sample>) {
  return Array.from({ length: 600 }, (_, i) => ({ ...usual, ...change(i / 600) }));
}

describe('a soak', () => {
  it('has nothing to say of a server that goes up and down', () => {
    const swinging = samples((part) => ({ heap: (40 + 30 * ((part * 17) % 1)) * mib, sockets: 106 }));
    expect(growthOf(swinging, around).problems).toEqual([]);
  });

  it('lets memory grow in the warm-up', () => {
    expect(
      growthOf(
        samples((part) => ({ rss: Math.min(1, 0.3 + 4 * part) * 300 * mib })),
        around,
      ).problems,
    ).toEqual([]);
  });

  it('names memory that grows all the time', () => {
    const growing = samples((part) => ({ rss: (200 + 200 * part) * mib, heap: (50 + 100 * part) * mib }));
    expect(growthOf(growing, around).problems).toEqual([
      expect.stringMatching(/^rss grew from \d+ MiB to \d+ MiB$/),
      expect.stringMatching(/^heap grew/),
    ]);
  });

  it('names sockets and files that stay open', () => {
    const after = { ...usual, sockets: 20, files: 60 };
    expect(
      growthOf(
        samples(() => ({})),
        { ...around, after },
      ).problems,
    ).toEqual(['20 sockets stay open, 6 before', '60 files stay open, 30 before']);
  });

  it('does not judge memory by the first minute', () => {
    const short = samples((part) => ({ rss: (200 + 800 * part) * mib })).slice(0, 60);
    expect(growthOf(short, around).problems).toEqual([]);
  });
});
