/**
 * Reads Prometheus' text format as strictly as its own checker does, and throws at the first thing that is wrong
 * (https://prometheus.io/docs/instrumenting/exposition_formats/ and what `promtool check metrics` says).
 */

export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ReadMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ReadSample[];
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const types = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const suffixes: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

interface Open {
  readonly name: string;
  help: string | undefined;
  type: string | undefined;
  readonly samples: ReadSample[];
}

export function readPrometheusText(text: string): ReadonlyMap<string, ReadMetric> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const metrics = new Map<string, Open>();
  const seen = new Set<string>();
  let open: Open | undefined;
  const begin = (name: string): Open => {
    if (open?.name === name) return open;
    if (metrics.has(name)) throw new Error(`${name} stands in two places`);
    if (!metricName.test(name)) throw new Error(`${name} is no name`);
    open = { name, help: undefined, type: undefined, samples: [] };
    metrics.set(name, open);
    return open;
  };
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue;
    if (line.startsWith('#')) {
      const [, keyword, name, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
      if (keyword === undefined || name === undefined || rest === undefined) throw new Error(`not understood: ${line}`);
      const metric = begin(name);
      if (metric.samples.length > 0) throw new Error(`${keyword} of ${name} comes after its samples`);
      if (keyword === 'HELP') {
        if (metric.help !== undefined) throw new Error(`two HELP of ${name}`);
        metric.help = rest;
      } else {
        if (metric.type !== undefined) throw new Error(`two TYPE of ${name}`);
        if (!types.includes(rest)) throw new Error(`${name} is of type ${rest}`);
        metric.type = rest;
      }
      continue;
    }
    const sample = readSample(line);
    if (
      open === undefined ||
      !(suffixes[open.type ?? ''] ?? ['']).some((end) => sample.name === `${open?.name}${end}`)
    ) {
      throw new Error(`${sample.name} is no sample of ${open?.name ?? 'anything'}`);
    }
    const id = `${sample.name}${JSON.stringify(Object.entries(sample.labels).sort())}`;
    if (seen.has(id)) throw new Error(`two samples ${id}`);
    seen.add(id);
    open.samples.push(sample);
  }
  return new Map([...metrics].map(([name, metric]) => [name, checked(metric)]));
}

function readSample(line: string): ReadSample {
  const [, name = '', rest = ''] = /^([^{\s]+)(.*)$/s.exec(line) ?? [];
  if (!metricName.test(name)) throw new Error(`${name} is no name`);
  const labels: Record<string, string> = {};
  let at = 0;
  if (rest.startsWith('{')) {
    at = 1;
    while (rest[at] !== '}') {
      const [whole, label = '', value = ''] =
        /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"/.exec(rest.slice(at)) ?? [];
      if (whole === undefined) throw new Error(`labels not understood: ${line}`);
      if (label.startsWith('__')) throw new Error(`${label} is reserved`);
      if (label in labels) throw new Error(`two labels ${label}: ${line}`);
      labels[label] = value.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));
      at += whole.length;
      if (rest[at] === ',') at += 1;
      else if (rest[at] !== '}') throw new Error(`labels not understood: ${line}`);
    }
    at += 1;
  }
  const [, number] = /^ ([+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)(?: -?\d+)?$/i.exec(rest.slice(at)) ?? [];
  if (number === undefined) throw new Error(`value not understood: ${line}`);
  return { name, labels, value: Number(number.replace('Inf', 'Infinity')) };
}

function checked({ name, help, type, samples }: Open): ReadMetric {
  if (help === undefined) throw new Error(`${name} has no HELP`);
  if (type === undefined) throw new Error(`${name} has no TYPE`);
  if (type === 'counter' && !name.endsWith('_total')) throw new Error(`${name} is a counter without _total`);
  if (type !== 'counter' && name.endsWith('_total')) throw new Error(`${name} is no counter`);
  if (/_(?:milliseconds|ms|minutes|kilobytes|percent)(?:_total)?$/.test(name))
    throw new Error(`${name} is in no base unit`);
  for (const sample of samples) {
    if (type === 'counter' && !(sample.value >= 0)) throw new Error(`${name} is ${sample.value}`);
  }
  if (type === 'histogram') checkHistogram(name, samples);
  return { name, help, type, samples };
}

/** For each set of labels: buckets that do not shrink, the last without a bound, as many as the count. */
function checkHistogram(name: string, samples: readonly ReadSample[]): void {
  const groups = new Map<string, ReadSample[]>();
  for (const sample of samples) {
    const key = JSON.stringify(
      Object.entries(sample.labels)
        .filter(([label]) => label !== 'le')
        .sort(),
    );
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  for (const group of groups.values()) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => Number(labels['le']?.replace('+Inf', 'Infinity')));
    if (bounds.at(-1) !== Number.POSITIVE_INFINITY) throw new Error(`${name} has no bucket +Inf`);
    for (const [i, bucket] of buckets.entries()) {
      const before = buckets[i - 1];
      if (before === undefined) continue;
      if (!((bounds[i] ?? 0) > (bounds[i - 1] ?? 0))) throw new Error(`${name} has its buckets out of order`);
      if (bucket.value < before.value) throw new Error(`${name} has a bucket that shrinks`);
    }
    const count = group.find((sample) => sample.name === `${name}_count`)?.value;
    if (count !== buckets.at(-1)?.value) throw new Error(`${name} has a count that is not that of its buckets`);
    if (!group.some((sample) => sample.name === `${name}_sum`)) throw new Error(`${name} has no sum`);
  }
}

/** The value of the sample with these labels, among others; undefined where there is none. */
export function sampleValue(
  metrics: ReadonlyMap<string, ReadMetric>,
  metric: string,
  labels: Readonly<Record<string, string>> = {},
  suffix = '',
): number | undefined {
  return metrics
    .get(metric)
    ?.samples.find(
      (sample) =>
        sample.name === metric + suffix &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )?.value;
}
