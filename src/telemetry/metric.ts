/** Counters and histograms as plain numbers: counting costs a few nanoseconds, and a text is made of them only when somebody asks. */

/** Label values, in the order of the metric's label names. */
export type LabelValues = readonly string[];

/** One line of the exposition, before it is written. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Metric {
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  samples(): readonly Sample[];
}

abstract class Family<Child> implements Metric {
  readonly name: string;
  readonly help: string;
  abstract readonly type: Metric['type'];
  readonly #labelNames: readonly string[];
  readonly #children = new Map<string, { readonly labels: Readonly<Record<string, string>>; readonly child: Child }>();

  constructor(name: string, help: string, labelNames: readonly string[]) {
    this.name = name;
    this.help = help;
    this.#labelNames = labelNames;
  }

  /** What counts for these values; the same object for the same values, so that a hot path can keep it. */
  of(...values: LabelValues): Child {
    const key = values.join('\n');
    let known = this.#children.get(key);
    if (known === undefined) {
      const labels = Object.fromEntries(this.#labelNames.map((name, i) => [name, values[i] ?? '']));
      known = { labels, child: this.make() };
      this.#children.set(key, known);
    }
    return known.child;
  }

  samples(): readonly Sample[] {
    return [...this.#children.values()].flatMap(({ labels, child }) => this.samplesOf(child, labels));
  }

  protected abstract make(): Child;
  protected abstract samplesOf(child: Child, labels: Readonly<Record<string, string>>): readonly Sample[];
}

export class Counter {
  value = 0;
}

/** Only ever goes up. Its name ends in `_total`. */
export class CounterFamily extends Family<Counter> {
  readonly type = 'counter';

  protected make(): Counter {
    return new Counter();
  }

  protected samplesOf({ value }: Counter, labels: Readonly<Record<string, string>>): readonly Sample[] {
    return [{ name: this.name, labels, value }];
  }
}

export class Histogram {
  readonly #bounds: readonly number[];
  /** One more than there are bounds. */
  readonly counts: Float64Array;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let i = 0;
    while (i < bounds.length && value > (bounds[i] ?? 0)) i += 1;
    this.counts[i] = (this.counts[i] ?? 0) + 1;
    this.sum += value;
  }
}

/** Its name ends in the unit. */
export class HistogramFamily extends Family<Histogram> {
  readonly type = 'histogram';
  readonly #bounds: readonly number[];

  /** @param bounds upper bounds of the buckets, increasing; the bucket without a bound comes by itself */
  constructor(name: string, help: string, labelNames: readonly string[], bounds: readonly number[]) {
    super(name, help, labelNames);
    this.#bounds = bounds;
  }

  protected make(): Histogram {
    return new Histogram(this.#bounds);
  }

  protected samplesOf({ counts, sum }: Histogram, labels: Readonly<Record<string, string>>): readonly Sample[] {
    let below = 0;
    const buckets = [...counts].map((count, i) => {
      below += count;
      const bound = this.#bounds[i];
      return {
        name: `${this.name}_bucket`,
        labels: { ...labels, le: bound === undefined ? '+Inf' : String(bound) },
        value: below,
      };
    });
    return [
      ...buckets,
      { name: `${this.name}_sum`, labels, value: sum },
      { name: `${this.name}_count`, labels, value: below },
    ];
  }
}

/** A value that is looked up when somebody asks. */
export function gauge(name: string, help: string, read: () => number, labels: Sample['labels'] = {}): Metric {
  return { name, help, type: 'gauge', samples: () => [{ name, labels, value: read() }] };
}
