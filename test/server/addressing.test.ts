import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Selection } from '../../src/core/exchange.ts';
import { parseAddress } from '../../src/server/addressing.ts';

const isUpstream = (segment: string) => segment === 'groq' || segment === 'openai';
const none: Selection = { cassette: undefined, session: undefined };

function address(url: string, header?: string, unselected = none) {
  const parsed = parseAddress(url, header, isUpstream, unselected);
  if (parsed.kind === 'invalid') throw new Error(parsed.problem);
  return parsed.address;
}

describe('a bare path', () => {
  it('stays as it is, with nothing chosen', () => {
    expect(address('/v1/chat/completions?a=1')).toEqual({
      selection: none,
      upstream: undefined,
      prefix: '',
      target: '/v1/chat/completions?a=1',
    });
  });

  it('gets the selection of those who choose none', () => {
    const unselected = { cassette: 'default', session: undefined };
    expect(address('/v1/models', undefined, unselected).selection).toBe(unselected);
  });

  it.each(['//groq/v1', '/v1//x', '/v1/%2e%2e/x', '/a:b%3A', '/', '/?x=/groq/', '/groqq/v1', '/GROQ/v1', '/v1/groq/x'])(
    '%s is not normalised and names no upstream',
    (target) => {
      expect(address(target)).toMatchObject({ target, upstream: undefined });
    },
  );
});

describe('an upstream in front of the path', () => {
  it.each([
    ['/groq/openai/v1/models', '/openai/v1/models'],
    ['/groq', '/'],
    ['/groq/', '/'],
    ['/groq?a=1', '/?a=1'],
    ['/groq//v1', '//v1'],
    ['/groq/groq/v1', '/groq/v1'],
  ])('%s leaves %s', (url, target) => {
    expect(address(url)).toEqual({ selection: none, upstream: 'groq', prefix: '', target });
  });
});

describe('a cassette in front of the path', () => {
  it('is taken off and kept as the prefix that leads the client back', () => {
    expect(address('/@checkout-test/v1/models?limit=2')).toEqual({
      selection: { cassette: 'checkout-test', session: undefined },
      upstream: undefined,
      prefix: '/@checkout-test',
      target: '/v1/models?limit=2',
    });
  });

  it('may carry a session, and an upstream behind it', () => {
    expect(address('/@checkout-test~worker-3/groq/openai/v1/models')).toEqual({
      selection: { cassette: 'checkout-test', session: 'worker-3' },
      upstream: 'groq',
      prefix: '/@checkout-test~worker-3',
      target: '/openai/v1/models',
    });
  });

  it.each([
    ['/@a', '/'],
    ['/@a?x=1', '/?x=1'],
    ['/@a/', '/'],
    ['/@a//x', '//x'],
  ])('%s leaves %s', (url, target) => {
    expect(address(url)).toMatchObject({ target, prefix: '/@a' });
  });

  it('is only looked for at the front', () => {
    expect(address('/v1/@a/x')).toMatchObject({ selection: none, target: '/v1/@a/x' });
  });
});

describe('the cassette header', () => {
  it('chooses like the path, but leaves nothing for the client to come back by', () => {
    expect(address('/openai/v1/x', 'a~b')).toEqual({
      selection: { cassette: 'a', session: 'b' },
      upstream: 'openai',
      prefix: '',
      target: '/v1/x',
    });
  });

  it('gives way to the path', () => {
    expect(address('/@path/v1', 'header').selection.cassette).toBe('path');
  });
});

describe('a name that cannot be a cassette', () => {
  it.each(['', '..', '.hidden', 'Upper', 'a%2fb', 'a~', '~b', 'a~B', 'a~b~c', 'é', 'a b', `a${'x'.repeat(100)}`])(
    '"%s" is refused by path and by header',
    (name) => {
      expect(parseAddress(`/@${name}/v1`, undefined, isUpstream)).toMatchObject({ kind: 'invalid' });
      expect(parseAddress('/v1', name, isUpstream)).toMatchObject({ kind: 'invalid' });
    },
  );

  it('is named in the problem, with what a name may be', () => {
    expect(parseAddress('/@Upper/v1', undefined, isUpstream)).toEqual({
      kind: 'invalid',
      problem: '"Upper" is not a cassette name: use a-z, 0-9, ".", "_" and "-", with an optional "~session" behind it',
    });
  });
});

describe('any address', () => {
  const name = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/);
  const path = fc.webPath().map((text) => `/v1${text}`);

  it('is put together from its parts and taken apart again', () => {
    fc.assert(
      fc.property(
        name,
        fc.option(name),
        fc.option(fc.constant('groq')),
        path,
        (cassette, session, upstream, target) => {
          const selected = session === null ? cassette : `${cassette}~${session}`;
          const url = `/@${selected}${upstream === null ? '' : `/${upstream}`}${target}`;
          expect(address(url)).toEqual({
            selection: { cassette, session: session ?? undefined },
            upstream: upstream ?? undefined,
            prefix: `/@${selected}`,
            target,
          });
        },
      ),
    );
  });

  it('leaves a target that begins with a slash', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (rest, header) => {
        const parsed = parseAddress(`/${rest}`, header, isUpstream);
        if (parsed.kind === 'address') expect(parsed.address.target.startsWith('/')).toBe(true);
      }),
    );
  });
});
