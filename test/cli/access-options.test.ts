import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { defaultAccess } from '../../src/app/access-config.ts';
import { type AccessFlags, accessOf } from '../../src/cli/access-options.ts';

function accessAt(host: string, flags: AccessFlags = {}, access = {}) {
  const said: string[] = [];
  const terminal = { say: (line: string) => void said.push(line), paint: new Chalk({ level: 0 }) };
  return { access: accessOf(flags, { access }, host, terminal), said };
}

describe('the options of keys and usage', () => {
  it('are off unless somebody asks', () => {
    expect(accessAt('127.0.0.1')).toEqual({ access: defaultAccess, said: [] });
    expect(defaultAccess).toMatchObject({ auth: 'off', usage: false, db: '.llmsim/llmsim.db' });
  });

  it('win over the configuration, one by one', () => {
    const { access } = accessAt('localhost', { auth: 'off' }, { auth: 'required', usage: true, db: 'a.db' });
    expect(access).toEqual({ auth: 'off', usage: true, db: 'a.db', prices: [] });
  });

  it.each(['0.0.0.0', '::', '192.168.1.7', 'build-server', '127.example.com'])('warn of %s without keys', (host) => {
    expect(accessAt(host).said).toEqual([expect.stringContaining(`Listening on ${host} without --auth required`)]);
    expect(accessAt(host, { auth: 'optional' }).said).toHaveLength(1);
    expect(accessAt(host, { auth: 'required' }).said).toEqual([]);
  });

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('do not warn of %s', (host) => {
    expect(accessAt(host).said).toEqual([]);
  });
});
