/** The stage that decides at which pace an answer comes: as the client wishes, as its model does, or as usual. */

import type { Exchange } from '../../core/exchange.ts';
import { headerOf } from '../../core/headers.ts';
import type { Outcome, Responder, Stage } from '../../core/outcome.ts';
import type { RequestReader } from '../request-reading.ts';

/** The client's wish for one request. */
export const latencyHeader = 'x-llmsim-latency';

export interface PaceOptions {
  /** The pace of requests that nothing else is said of. */
  readonly usual: Stage;
  /** The first that fits the request's model counts. */
  readonly byModel: readonly { readonly fits: (model: string) => boolean; readonly stage: Stage }[];
  readonly reader: RequestReader;
  /** What a wish means; a refusal for one that means nothing. */
  readonly wished: (wish: string) => Stage | Promise<Stage>;
}

/** Wishes that are remembered: a client has few. */
const mostWishes = 1_000;

export function pace({ usual, byModel, reader, wished }: PaceOptions): Stage {
  const known = new Map<string, Stage>();

  const asWished = (wish: string, exchange: Exchange, next: Responder): Outcome | Promise<Outcome> => {
    const stage = known.get(wish) ?? wished(wish);
    if (stage instanceof Promise) {
      return stage.then((loaded) => {
        remember(wish, loaded);
        return loaded(exchange, next);
      });
    }
    remember(wish, stage);
    return stage(exchange, next);
  };
  const remember = (wish: string, stage: Stage): void => {
    if (known.size >= mostWishes) known.clear();
    known.set(wish, stage);
  };

  return function pace(exchange, next) {
    const wish = headerOf(exchange.request.headers, latencyHeader);
    if (wish !== undefined) return asWished(wish, exchange, next);
    return byModel.length === 0 ? usual(exchange, next) : ofModel(exchange)(exchange, next);
  };

  function ofModel({ request }: Exchange): Stage {
    const model = reader.of(request).model(request);
    return (model === undefined ? undefined : byModel.find(({ fits }) => fits(model))?.stage) ?? usual;
  }
}
