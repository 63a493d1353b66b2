import { describe, expect, it } from 'vitest';
import { OwnHosts } from '../../src/server/own-hosts.ts';

const own = new OwnHosts('llm.internal', ['llmsim', 'Mock.Example:9000', '*.svc.cluster.local']);

describe('the names of a server', () => {
  it.each([
    undefined, // no browser
    'localhost',
    'localhost:8080',
    'LOCALHOST:8080',
    'app.localhost:3000',
    '127.0.0.1:8080',
    '127.0.0.2',
    '[::1]:8080',
    '::1',
    '10.0.0.7:80',
    'llm.internal:8080',
    'llmsim:8080',
    'mock.example',
    'mock.example.:9000',
    'llmsim.team.svc.cluster.local:8080',
  ])('are known: %s', (host) => expect(own.has(host)).toBe(true));

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.evil.example',
    'svc.cluster.local.evil.example',
    'svc.cluster.local',
    'other',
    '',
    '[::1',
    'a b',
  ])('are not other people’s: %j', (host) => expect(own.has(host)).toBe(false));

  it('could be a stranger’s only with a dot', () => {
    expect(own.couldBeForeign('evil.example:8080')).toBe(true);
    expect(own.couldBeForeign('proxy:8080')).toBe(false);
    expect(own.couldBeForeign('localhost')).toBe(false);
    expect(own.couldBeForeign(undefined)).toBe(false);
  });

  it('make an origin the same only with the same port, and a name that is known', () => {
    expect(own.isSameOrigin('http://localhost:8080', 'localhost:8080')).toBe(true);
    expect(own.isSameOrigin('http://localhost:3000', 'localhost:8080')).toBe(false);
    expect(own.isSameOrigin('https://localhost:8080', 'localhost:8080')).toBe(false);
    expect(own.isSameOrigin('http://evil.example', 'evil.example')).toBe(false);
    expect(own.isSameOrigin('null', 'localhost')).toBe(false);
    expect(own.isSameOrigin('http://localhost', undefined)).toBe(false);
  });
});
