import { Chalk } from 'chalk';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  type TelemetryFlags,
  type TelemetrySections,
  watchedOf,
  withTelemetryOptions,
} from '../../src/cli/telemetry-options.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { LlmsimError } from '../../src/core/errors.ts';

function terminalWith(said: string[]): Terminal {
  const paint = new Chalk({ level: 0 });
  return { result() {}, say: (line) => void said.push(line), paint, paintResult: paint, width: 80 };
}

function watched(
  args: readonly string[],
  sections: TelemetrySections = {},
  env: Readonly<Record<string, string>> = {},
  spendsKey = false,
) {
  const said: string[] = [];
  const command = withTelemetryOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr() {} });
  command.parse(args, { from: 'user' });
  const use = { terminal: terminalWith(said), level: 'warn', spendsKey } as const;
  return { said, ...watchedOf(command.opts<TelemetryFlags>(), sections, env, use) };
}

describe('the options of what there is to watch', () => {
  it('have usual values', () => {
    expect(watched([])).toMatchObject({
      level: 'warn',
      format: 'pretty',
      telemetry: { metrics: 'protected', journal: 1000, otlp: undefined },
      guard: { token: undefined, allowedHosts: [], cors: [] },
    });
  });

  it('win over the configuration, which wins over what is usual', () => {
    const sections = {
      telemetry: { level: 'info', format: 'json', journal: 5, metrics: 'open' },
      access: { allowedHosts: ['a'], cors: ['http://a'] },
    } as const;
    expect(watched([], sections)).toMatchObject({
      level: 'info',
      format: 'json',
      telemetry: { journal: 5, metrics: 'open' },
      guard: { allowedHosts: ['a'], cors: ['http://a'] },
    });
    const args = [
      '--log-level',
      'debug',
      '--log-format',
      'pretty',
      '--allowed-hosts',
      'b, c',
      '--cors',
      'http://b,http://c',
    ];
    expect(watched(args, sections)).toMatchObject({
      level: 'debug',
      format: 'pretty',
      guard: { allowedHosts: ['b', 'c'], cors: ['http://b', 'http://c'] },
    });
  });

  it('take the token from the environment', () => {
    const env = { TEAM_TOKEN: ' secret\n' };
    expect(watched(['--control-token-env', 'TEAM_TOKEN'], {}, env).guard.token).toBe('secret');
    expect(watched([], { access: { controlTokenEnv: 'TEAM_TOKEN' } }, env).guard.token).toBe('secret');
    for (const wrong of [{}, { TEAM_TOKEN: ' ' }] as Record<string, string>[]) {
      expect(() => watched(['--control-token-env', 'TEAM_TOKEN'], {}, wrong)).toThrow(
        '--control-token-env names TEAM_TOKEN, which is not set or empty.',
      );
    }
  });

  it('refuse every page of the web where a key of llmsim’s own is spent', () => {
    expect(watched(['--cors', '*']).guard.cors).toEqual(['*']);
    expect(() => watched(['--cors', '*'], {}, {}, true)).toThrow(LlmsimError);
    expect(watched(['--cors', 'http://localhost:3000'], {}, {}, true).guard.cors).toEqual(['http://localhost:3000']);
  });

  it('refuse what is no origin', () => {
    expect(() => watched(['--cors', 'localhost:3000'])).toThrow('"localhost:3000" is no origin');
  });

  it('send spans where the environment says so', () => {
    expect(watched([], {}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }).telemetry.otlp?.url).toBe(
      'http://c:4318/v1/traces',
    );
  });

  it('have the terminal speak in the form of the log', () => {
    const { said, terminal, telemetry } = watched(['--log-format', 'json']);
    terminal.say('Hello.');
    telemetry.log?.write('{"a":1}');
    expect(said.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ event: 'message', text: 'Hello.' }),
      { a: 1 },
    ]);
  });
});
