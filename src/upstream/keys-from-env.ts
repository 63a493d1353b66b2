/** Gives upstreams the keys that stand in environment variables, each only the one that is meant for it. */

import { LlmsimError } from '../core/errors.ts';
import type { Environment } from './named-upstreams.ts';
import type { Upstream } from './upstream.ts';

/**
 * @param specs `NAME` for the only upstream, `upstream=NAME` where there are several: a key must not reach another provider
 * @throws LlmsimError `usage` for a variable that is not set, an unknown upstream, or a bare name with several upstreams
 */
export function withKeys(
  upstreams: readonly Upstream[],
  specs: readonly string[],
  env: Environment,
): readonly Upstream[] {
  const keys = new Map<string, string>();
  for (const spec of specs) {
    const equals = spec.indexOf('=');
    const variable = spec.slice(equals + 1);
    const name = equals < 0 ? onlyOne(upstreams, spec) : spec.slice(0, equals);
    if (!upstreams.some((upstream) => upstream.name === name)) {
      const known = upstreams.map((upstream) => upstream.name).join(', ');
      throw new LlmsimError(
        'usage',
        `--key-from-env ${spec}: no upstream is called "${name}".`,
        `There are: ${known}.`,
      );
    }
    const key = env[variable];
    if (key === undefined || key === '') {
      throw new LlmsimError(
        'usage',
        `--key-from-env ${spec}: the variable ${variable} is not set.`,
        `Set it: export ${variable}=…`,
      );
    }
    keys.set(name, key);
  }
  return upstreams.map((upstream) => {
    const apiKey = keys.get(upstream.name);
    return apiKey === undefined ? upstream : { ...upstream, apiKey };
  });
}

function onlyOne(upstreams: readonly Upstream[], variable: string): string {
  const [first, second] = upstreams;
  if (first !== undefined && second === undefined) return first.name;
  const hint = `Say for which: --key-from-env ${first?.name ?? 'openai'}=${variable}`;
  throw new LlmsimError(
    'usage',
    `--key-from-env ${variable}: there are several upstreams, and a key is for one.`,
    hint,
  );
}
