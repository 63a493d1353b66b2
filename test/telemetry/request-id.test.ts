import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestIds } from '../../src/telemetry/request-id.ts';

const idOf = requestIds('sim-0a1b2c3d');

describe('the id of a request', () => {
  it.each(['7f3c', 'req_011CQ', '0b0f2a4e-8d1c-4a55-9d9f-2f1b7b9a3c11', 'Root=1-67891233-abcdef', 'a/b+c=='])(
    'is the client’s own where it is well-formed: %s',
    (given) => expect(idOf(3, given)).toBe(given),
  );

  it.each([undefined, '', ' ', 'two words', 'a\tb', 'ü', '"x"', '{}', 'x'.repeat(129), 'a,b'])(
    'is made where the client’s own is not: %j',
    (given) => expect(idOf(3, given)).toBe('sim-0a1b2c3d-3'),
  );

  it('can stand in a header and in a line of a log, whatever the client sends', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ unit: 'binary' }), (n, given) => /^[\w.:@+/=-]+$/.test(idOf(n, given))),
    );
  });
});
