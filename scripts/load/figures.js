/** Adds up what came of requests: times in buckets 2 % wide, errors by kind, tokens. Its size does not grow. */

const step = Math.log(1.02);

class Times {
  #counts = new Map();
  #count = 0;

  add(ms) {
    const bucket = Math.round(Math.log(Math.max(ms, 0.01)) / step);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#count += 1;
  }

  /** Undefined where there is none. */
  quantile(q) {
    let left = Math.max(1, Math.ceil(q * this.#count));
    for (const bucket of [...this.#counts.keys()].sort((a, b) => a - b)) {
      left -= this.#counts.get(bucket);
      if (left <= 0) return Math.exp(bucket * step);
    }
    return undefined;
  }
}

export class Figures {
  requests = 0;
  input = 0;
  output = 0;
  bytes = 0;
  /** How often each thing went wrong. */
  errors = new Map();
  #firstByte = new Times();
  #total = new Times();

  /** @param answer what `ask` gives */
  add({ error, firstByte, total, bytes, input, output }) {
    this.requests += 1;
    this.bytes += bytes;
    if (error !== undefined) {
      this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
      return;
    }
    this.input += input;
    this.output += output;
    if (firstByte !== undefined) this.#firstByte.add(firstByte);
    this.#total.add(total);
  }

  get failed() {
    return [...this.errors.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Lines for people, of `seconds` of load. */
  lines(seconds) {
    const rate = (count) => `${(count / seconds).toFixed(1)}/s`;
    const times = (all) => [0.5, 0.95, 0.99].map((q) => `p${q * 100} ${shown(all.quantile(q))}`).join('  ');
    const errors = [...this.errors].sort((a, b) => b[1] - a[1]).map(([kind, count]) => `${kind}: ${count}`);
    return [
      `requests         ${this.requests} in ${seconds.toFixed(1)} s, ${rate(this.requests)}`,
      `first byte       ${times(this.#firstByte)}`,
      `whole answer     ${times(this.#total)}`,
      `tokens           ${this.input} in, ${this.output} out, ${rate(this.output)} out`,
      `went wrong       ${this.failed}${errors.length === 0 ? '' : ` (${errors.join(', ')})`}`,
    ];
  }
}

function shown(ms) {
  return ms === undefined ? '–' : ms < 10 ? `${ms.toFixed(1)} ms` : `${ms.toFixed(0)} ms`;
}
