/** Writes a latency profile as the YAML that `readProfile` reads. */

import type { Distribution } from './distribution.ts';
import type { LatencyProfile, ProfileOrigin } from './profile.ts';

/**
 * The text of a file from which `readProfile` makes the same profile, but for its id, which is the file's name. The profile is one that
 * was fitted or read. `comments` are lines to stand above it.
 */
export function profileText(profile: LatencyProfile, comments: readonly string[]): string {
  const { about, ttft, thinking, pace, events, load } = profile;
  const lines = [
    ...comments.map((line) => `# ${line.replace(lineEnds, ' ')}`.trimEnd()),
    ...(about === undefined ? [] : aboutLines(about)),
    `ttft: ${spanText(ttft.body)}`,
    ...(ttft.spike === undefined ? [] : [`spike: ${spikeText(ttft.spike)}`]),
    ...(ttft.prompt === undefined ? [] : [`prompt: ${flow({ ...ttft.prompt })}`]),
    ...(thinking === undefined ? [] : [`thinking: ${spanText(thinking)}`]),
    ...(pace.kind === 'gap'
      ? [`gap: ${spanText(pace.gap)}`]
      : [`speed: ${speedText(pace.tokensPerSecond)}`, `jitter: ${pace.jitter}`]),
    ...(events === undefined ? [] : [`events: ${events}`]),
    ...(load === undefined ? [] : [`load: ${flow({ ...load })}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Names in cassettes may hold anything; a comment ends with its line. */
const lineEnds = /[\p{Cc}\u2028\u2029]+/gu;

function aboutLines({ provider, model, date, source, samples, grade, note }: ProfileOrigin): string[] {
  const fields = { provider, model, date, source, samples: samples ?? null };
  return [
    'about:',
    // A text in JSON is the same text in YAML.
    ...Object.entries(fields).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    `  grade: ${flow({ ...grade })}`,
    ...(note === undefined ? [] : [`  note: ${JSON.stringify(note)}`]),
  ];
}

function spanText(distribution: Distribution): string {
  switch (distribution.kind) {
    case 'constant':
      return String(distribution.value);
    case 'normal':
      return flow({ mean: distribution.mean, stddev: distribution.stddev });
    case 'lognormal':
      return flow(lognormalFields(distribution));
  }
}

/** A number alone would get a spread. */
function speedText(distribution: Distribution): string {
  return distribution.kind === 'constant'
    ? flow({ tokens_per_second: distribution.value, cv: 0 })
    : spanText(distribution);
}

function spikeText({ weight, tail }: { readonly weight: number; readonly tail: Distribution }): string {
  if (tail.kind !== 'lognormal') throw new TypeError(`a slow tail of kind ${tail.kind} has no form in a file`);
  return flow({ weight, ...lognormalFields(tail) });
}

function lognormalFields({ floor, mu, sigma }: Extract<Distribution, { kind: 'lognormal' }>) {
  return floor === 0 ? { mu, sigma } : { floor, mu, sigma };
}

function flow(fields: Readonly<Record<string, number | string>>): string {
  return `{ ${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')} }`;
}
