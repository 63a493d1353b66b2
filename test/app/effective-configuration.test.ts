/** What counts and why: each value with its source, and no secret among them. */

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkConfiguration } from '../../src/app/check-configuration.ts';
import { effectiveConfiguration } from '../../src/app/effective-configuration.ts';
import type { Override } from '../../src/app/environment-overrides.ts';
import { configurationLines } from '../../src/cli/configuration-lines.ts';

interface Given {
  readonly text?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: readonly Override[];
}

function linesOf({ text = '', env = {}, options = [] }: Given): readonly string[] {
  const checked = checkConfiguration(text, '.', env, () => options);
  if (checked.kind !== 'configuration') throw new Error(JSON.stringify(checked.problems));
  return configurationLines(effectiveConfiguration(checked.file, 'my.yaml', env));
}

/** The line of a setting, without the spaces between value and source. */
function lineWith(lines: readonly string[], start: string): string | undefined {
  return lines
    .find((line) => line.trim().startsWith(start))
    ?.trim()
    .replace(/\s+#/, ' #');
}

describe('the effective configuration', () => {
  it('names for each value the last of default, file, variable and option that says it', () => {
    const text = 'server:\n  port: 1\n  host: a\n  cassette: c\n';
    const env = { LLMSIM_SERVER__PORT: '2', LLMSIM_SERVER__HOST: 'b' };
    const options = [{ variable: '--port', path: ['server', 'port'], value: 3 }];
    const lines = linesOf({ text, env, options });
    expect(lineWith(lines, 'port:')).toBe('port: 3 # --port');
    expect(lineWith(lines, 'host:')).toBe('host: b # LLMSIM_SERVER__HOST');
    expect(lineWith(lines, 'cassette:')).toBe('cassette: c # my.yaml:4');
    expect(lineWith(lines, 'repeat:')).toBe('repeat: last # default');
  });

  it('is YAML that says the same again', () => {
    const text = `rules:
  - { match: { last: "a: b" }, response: "two\\nlines" }
  - response: { tool_calls: [{ name: f, arguments: { n: 1 } }] }
models: { "gpt: 4": { n_ctx: 5 } }
match: { ignore: ["/a", "header:b"] }
synthesis: { seed: "007" }
server: { cassettes: [a, b] }
`;
    const shown: unknown = parse(linesOf({ text }).join('\n'));
    expect(shown).toMatchObject(parse(text));
    expect(checkConfiguration(linesOf({ text }).join('\n')).kind).toBe('configuration');
  });

  it('names the line of each rule', () => {
    const lines = linesOf({ text: 'rules:\n  - response: a\n  - response: b\n' });
    expect(lineWith(lines, '- { response: b }')).toBe('- { response: b } # my.yaml:3');
  });

  it('masks what is secret: by its place, by its looks, and by the environment', () => {
    const planted = [1, 2, 3, 4, 5, 6].map((n) =>
      createHash('sha256').update(`planted ${n}`).digest('base64url').replace(/[-_]/g, 'x'),
    );
    const key = `sk-proj-${createHash('sha512').update('planted').digest('hex').slice(0, 48)}`;
    const text = `telemetry:
  otlp:
    endpoint: "http://me:${planted[1]}@collector:4318/?api_key=${planted[2]}"
    headers: { x-scope: ${planted[0]} }
upstreams:
  local:
    kind: command
    command: [server, --api-key, ${planted[4]}, "--token=${planted[5]}", --port, "{{port}}"]
rules:
  - response: "the key is ${key}"
generators:
  - { model: "*", generator: fixed, text: "${planted[3]}" }
`;
    const shown = linesOf({ text, env: { MY_SECRET: planted[3] ?? '' } }).join('\n');
    for (const secret of [...planted, key]) expect(shown).not.toContain(secret);
    expect(shown).toContain('x-scope: "[masked]"');
    expect(shown).toContain('collector:4318');
    expect(shown).toContain('"--port", "{{port}}"');
  });

  it('does not mask counts of tokens and names of variables', () => {
    const lines = linesOf({
      text: 'synthesis: { tokens: "lognormal(p50=1,p95=2)" }\nserver: { control_token_env: MY_TOKEN }\nlimits: { key: { tpm: 5 } }\n',
    });
    expect(lineWith(lines, 'tokens:')).toBe('tokens: "lognormal(p50=1,p95=2)" # my.yaml:1');
    expect(lineWith(lines, 'control_token_env:')).toBe('control_token_env: MY_TOKEN # my.yaml:2');
    expect(lineWith(lines, 'tpm:')).toBe('tpm: 5 # my.yaml:3');
  });
});
