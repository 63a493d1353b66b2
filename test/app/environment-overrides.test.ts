/** Variables that say what the file would: which count, what they mean, and how a mistyped one is told. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../src/app/check-configuration.ts';

function checked(env: Readonly<Record<string, string>>, text = '') {
  const result = checkConfiguration(text, '.', env);
  return {
    configuration: result.kind === 'configuration' ? result.configuration : undefined,
    values: result.kind === 'configuration' ? result.file.values : undefined,
    problems: result.kind === 'problems' ? result.problems.map(({ variable, what }) => `${variable}: ${what}`) : [],
  };
}

describe('a variable of the environment', () => {
  it('goes before the file, and leaves the rest of it', () => {
    const { configuration } = checked({ LLMSIM_SERVER__PORT: '9000' }, 'server: { port: 1, host: 0.0.0.0 }\n');
    expect(configuration?.server).toMatchObject({ port: 9000, host: '0.0.0.0' });
  });

  it('is a YAML value, of which JSON is a part', () => {
    const { configuration } = checked({
      LLMSIM_SERVER__CROSS_STREAM: 'true',
      LLMSIM_SERVER__CASSETTES: '[a, b]',
      LLMSIM_REDACT__HEADERS: '["x-one"]',
      LLMSIM_ERRORS: '{"rate_limit_rate": 0.5}',
    });
    expect(configuration?.server).toMatchObject({ crossStream: true, cassettes: ['a', 'b'] });
    expect(configuration?.redact.user.headers).toEqual(new Set(['x-one']));
    expect(configuration?.errors?.set).toHaveLength(1);
  });

  it('is taken as it stands where only a text will do', () => {
    expect(checked({ LLMSIM_SERVER__CASSETTE: '2024' }).configuration?.server.cassette).toBe('2024');
    expect(checked({ LLMSIM_SERVER__HOST: '*' }).configuration?.server.host).toBe('*');
    expect(checked({ LLMSIM_LATENCY__DEFAULT: 'recorded*2' }).configuration?.latency?.default).toMatchObject({
      speed: 2,
    });
  });

  it('finds names of the user with other case and punctuation, and makes those that are not there', () => {
    const text = 'models:\n  gpt-4.1: { n_ctx: 1 }\n';
    const { values } = checked({ LLMSIM_MODELS__GPT_4_1__N_CTX: '5', LLMSIM_MODELS__OURS__N_CTX: '6' }, text);
    expect(values).toEqual({ models: { 'gpt-4.1': { n_ctx: 5 }, ours: { n_ctx: 6 } } });
  });

  it('says nothing when it is empty', () => {
    expect(checked({ LLMSIM_SERVER__PORT: '', LLMSIM_SERVER__HOST: '  ' }).configuration?.server.port).toBeUndefined();
  });

  it.each([
    [
      { LLMSIM_SERVR__PORT: '1' },
      'LLMSIM_SERVR__PORT: "servr" is not a setting of llmsim: did you mean LLMSIM_SERVER__PORT?',
    ],
    [
      { LLMSIM_SERVER__HSOT: 'a' },
      'LLMSIM_SERVER__HSOT: "server.hsot" is not a setting of llmsim: did you mean LLMSIM_SERVER__HOST?',
    ],
    [{ LLMSIM_SERVER__: 'a' }, 'LLMSIM_SERVER__: "server." is not a setting of llmsim'],
    [
      { LLMSIM_PRICES__0__INPUT: '1' },
      'LLMSIM_PRICES__0__INPUT: there is nothing below "prices", which is a list: set it whole, LLMSIM_PRICES=\'[…]\'',
    ],
    [
      { LLMSIM_SERVER__PORT__X: '1' },
      'LLMSIM_SERVER__PORT__X: there is nothing below "server.port": set LLMSIM_SERVER__PORT itself',
    ],
    [{ LLMSIM_SERVER__PORT: 'many' }, expect.stringMatching(/^LLMSIM_SERVER__PORT: server\.port: .*number/)],
    [{ LLMSIM_SERVER: '[1' }, expect.stringMatching(/^LLMSIM_SERVER: server: is a text, not a mapping/)],
    [{ LLMSIM_SERVER: '{ prot: 1 }' }, 'LLMSIM_SERVER: "server.prot" is not a setting of llmsim: did you mean "port"?'],
  ])('that cannot be is told by its name: %j', (env, problem) => {
    expect(checked(env).problems).toEqual([problem]);
  });

  it('is told beside the mistakes of the file', () => {
    const result = checkConfiguration('server: { prot: 1 }\n', '.', { LLMSIM_SERVER__HSOT: 'a' });
    expect(result.kind === 'problems' ? result.problems.map(({ what }) => what) : []).toHaveLength(2);
  });

  it('is not one that somebody else set: Kubernetes for a service called llmsim, llmsim run for its command', () => {
    const env = {
      LLMSIM_PORT: 'tcp://10.0.0.1:8080',
      LLMSIM_SERVICE_HOST: '10.0.0.1',
      LLMSIM_PORT_8080_TCP_ADDR: '10.0.0.1',
      LLMSIM_URL: 'http://127.0.0.1:1',
      LLMSIM_CONTROL_TOKEN: 'x',
      SERVER__PORT: '1',
    };
    expect(checked(env)).toMatchObject({ problems: [], values: {} });
  });

  it('never throws, whatever it is called and says', () => {
    const part = fc.constantFrom(
      'SERVER',
      'MODELS',
      'RULES',
      'x',
      '__',
      '_',
      'PORT',
      'LATENCY',
      'toString',
      '__proto__',
    );
    const name = fc.array(part, { maxLength: 5 }).map((parts) => `LLMSIM_${parts.join('__')}`);
    const value = fc.oneof(fc.string(), fc.json(), fc.constantFrom('*', '&a', '{', '? a', '!!x y', '<<: *a'));
    fc.assert(
      fc.property(name, value, (variable, text) => {
        const { problems } = checked({ [variable]: text });
        return problems.every((problem) => problem.startsWith(`${variable}: `));
      }),
    );
  });
});
