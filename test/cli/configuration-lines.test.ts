import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configurationLines } from '../../src/cli/configuration-lines.ts';

describe('a configuration in lines', () => {
  it('says behind each value where it comes from', () => {
    const lines = configurationLines([
      {
        kind: 'mapping',
        name: 'server',
        children: [
          { kind: 'value', name: 'port', value: 8080, source: 'default' },
          { kind: 'value', name: 'cors', value: ['*', 'a b'], source: 'x.yaml:3' },
        ],
      },
      { kind: 'list', name: 'rules', entries: [{ value: { response: 'yes: no' }, source: 'x.yaml:5' }] },
    ]);
    expect(lines).toEqual([
      'server:',
      '  port: 8080                 # default',
      '  cors: ["*", a b]           # x.yaml:3',
      'rules:',
      '  - { response: "yes: no" }  # x.yaml:5',
    ]);
  });

  it('is YAML that says the same, whatever the values are', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue({ noUnicodeString: false }), fc.string(), (name, value, other) => {
        fc.pre(name !== '__proto__');
        const entries = [{ value: { a: value }, source: 'x' }];
        const lines = configurationLines([
          { kind: 'mapping', name: 'm', children: [{ kind: 'value', name, value, source: 'x.yaml:1' }] },
          { kind: 'list', name: 'l', entries },
          { kind: 'value', name: 'o', value: other, source: 'default' },
        ]);
        const again: unknown = parse(lines.join('\n'));
        expect(JSON.stringify(again)).toBe(
          JSON.stringify({ m: { [name]: value }, l: entries.map((one) => one.value), o: other }),
        );
      }),
    );
  });
});
