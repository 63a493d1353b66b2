/** Counts durations in buckets that grow with them: constant memory, nanoseconds to record, quantiles within 3 %. */

/** Buckets to each doubling, a power of two. */
const steps = 32;
const stepBits = Math.log2(steps);
/** Microseconds; more than half an hour counts as this. */
const most = 2 ** 31 - 1;
const buckets = bucketOf(most) + 1;

export class LogHistogram {
  readonly #counts = new Float64Array(buckets);
  #count = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** The largest that was recorded, exactly; 0 where nothing was. */
  get max(): number {
    return this.#max;
  }

  /** Counts a duration in milliseconds; what is below 0 counts as 0. */
  record(ms: number): void {
    const microseconds = ms > 0 ? Math.min(ms * 1000, most) | 0 : 0;
    const bucket = bucketOf(microseconds);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    if (ms > this.#max) this.#max = ms;
  }

  /** The duration in ms that the part `q` (0 to 1) of all recorded is not above; 0 where nothing was recorded. */
  quantile(q: number): number {
    const rank = Math.max(Math.ceil(q * this.#count), 1);
    let seen = 0;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= rank) return Math.min(middleOf(bucket) / 1000, this.#max);
    }
    return 0;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#max = 0;
  }
}

/** Below two times `steps` a bucket is a microsecond wide; from there on each doubling has `steps` of them. */
function bucketOf(microseconds: number): number {
  const shift = Math.max(31 - Math.clz32(microseconds) - stepBits, 0);
  return shift * steps + (microseconds >>> shift);
}

function middleOf(bucket: number): number {
  const shift = Math.max((bucket >>> stepBits) - 1, 0);
  return (bucket - shift * steps + 0.5) * 2 ** shift;
}
