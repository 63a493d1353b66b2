/** The section `server`: what it says, from where its paths begin, and that its defaults are those of the program. */

import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../src/app/check-configuration.ts';
import { configurationJsonSchema } from '../../src/app/configuration-json-schema.ts';
import { usualServer } from '../../src/app/server-config.ts';
import { defaultConfig } from '../../src/app/simulator-config.ts';
import { configurationOf } from '../support/checked-configurations.ts';

function serverOf(text: string, folder?: string) {
  return configurationOf(text, folder).server;
}

describe('the section server', () => {
  it('says what options say', () => {
    const text = `server:
  host: 0.0.0.0
  port: 9000
  cassettes: [a, /b]
  cassette: checkout
  mode: once
  on_miss: synthesise
  miss_status: 404
  repeat: cycle
  cross_stream: true
  max_body: 1MiB
  record_memory: 1048576
  record_auth_errors: true
  upstream_timeout: 90
  allowed_hosts: [llmsim]
`;
    expect(serverOf(text, 'team')).toEqual({
      host: '0.0.0.0',
      port: 9000,
      cassettes: ['team/a', '/b'],
      cassette: 'checkout',
      mode: 'once',
      onMiss: 'synthesise',
      missStatus: 404,
      repeat: 'cycle',
      crossStream: true,
      maxBody: 1_048_576,
      recordMemory: 1_048_576,
      recordAuthErrors: true,
      upstreamTimeout: 90_000,
      access: { allowedHosts: ['llmsim'] },
    });
  });

  it('says nothing where it is not', () => {
    expect(new Set(Object.values({ ...serverOf(''), access: undefined }))).toEqual(new Set([undefined]));
  });

  it.each([
    ['port: 65536', /^server\.port: /],
    ['max_body: lots', /^server\.max_body: is no size such as 64MiB/],
    ['max_body: 0', /^server\.max_body: is no size/],
    ['upstream_timeout: soon', /^server\.upstream_timeout: is no duration such as 90s/],
    ['cassette: Not Good', /^server\.cassette: cannot be a cassette's name/],
    ['cassettes: []', /^server\.cassettes: is no folder and no list of folders/],
    ['miss_status: 200', /^server\.miss_status: /],
  ])('refuses %s', (line, problem) => {
    const checked = checkConfiguration(`server:\n  ${line}\n`);
    expect(checked.kind === 'problems' ? checked.problems.map(({ what }) => what) : []).toEqual([
      expect.stringMatching(problem),
    ]);
  });
});

describe('what is usual for a server', () => {
  it('is what a simulator does of itself', () => {
    const { host, maxBody, missStatus, repeat, crossStream, recordMemory, recordAuthErrors, upstreamTimeout, paths } =
      defaultConfig;
    expect(usualServer).toEqual({
      ...{ host, maxBody, missStatus, repeat, crossStream, recordMemory, recordAuthErrors, upstreamTimeout },
      ...{ cassettes: paths, port: 8080, onMiss: 'error' },
    });
  });

  it('is what the schema says', () => {
    const schema = configurationJsonSchema() as {
      properties: { server: { properties: Readonly<Record<string, { default?: unknown }>> } };
    };
    const fields = Object.entries(schema.properties.server.properties);
    const usual = fields.flatMap(([name, { default: value }]) => (value === undefined ? [] : [`${name}: ${value}`]));
    const own = fields.map(([name]) => name).filter((name) => /^(control_token_env|allowed_hosts|cors)$/.test(name));
    expect(own).toHaveLength(3);
    const { access, cassette, mode, cassettes, ...read } = serverOf(`server: { ${usual.join(', ')} }`);
    expect({ ...read, cassettes }).toEqual(usualServer);
    expect([cassette, mode, access]).toEqual([undefined, undefined, {}]);
  });
});
