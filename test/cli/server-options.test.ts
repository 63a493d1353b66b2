import { describe, expect, it } from 'vitest';
import { noServerSettings, usualServer } from '../../src/app/server-config.ts';
import { serverOf } from '../../src/cli/server-options.ts';

const configuration = { server: { ...noServerSettings, port: 9000, host: '0.0.0.0', cassettes: ['a', 'b'] } };

describe('what a server does', () => {
  it('is what is usual where nothing is said', () => {
    expect(serverOf({}, undefined)).toMatchObject(usualServer);
  });

  it('is what the configuration says, and before it what options say', () => {
    expect(serverOf({}, configuration)).toMatchObject({ port: 9000, host: '0.0.0.0', cassettes: ['a', 'b'] });
    expect(serverOf({ port: 0, cassettes: 'c' }, configuration)).toMatchObject({
      port: 0,
      host: '0.0.0.0',
      cassettes: ['c'],
    });
  });
});
