import { describe, expect, it } from 'vitest';
import type { Stage } from '../../src/core/outcome.ts';
import { compose } from '../../src/pipeline/compose.ts';
import { exchangeWith, hitOf } from './exchanges.ts';

describe('compose', () => {
  it('puts the first stage outermost', async () => {
    const heard: string[] = [];
    const stage =
      (name: string): Stage =>
      async (exchange, next) => {
        heard.push(`${name} in`);
        const outcome = await next(exchange);
        heard.push(`${name} out`);
        return outcome;
      };
    const respond = compose([stage('a'), stage('b')], () => {
      heard.push('responder');
      return hitOf();
    });
    await respond(exchangeWith());
    expect(heard).toEqual(['a in', 'b in', 'responder', 'b out', 'a out']);
  });

  it('is the responder where there are no stages, and stays synchronous', () => {
    const hit = hitOf();
    expect(compose([], () => hit)(exchangeWith())).toBe(hit);
  });

  it('lets a stage answer itself, or change the exchange for those inside', () => {
    const miss = { kind: 'miss', reasons: [] } as const;
    expect(compose([() => miss], () => hitOf())(exchangeWith())).toBe(miss);
    let seen = 0;
    compose([(exchange, next) => next({ ...exchange, id: 42 })], (exchange) => {
      seen = exchange.id;
      return miss;
    })(exchangeWith());
    expect(seen).toBe(42);
  });
});
