/** Makes the interaction that is stored of a take: decoded, redacted, with its summary line. */

import type { Interaction, InteractionKey } from '../core/interaction.ts';
import type { Redacted } from '../redaction/redacted.ts';
import type { InteractionRedaction } from '../redaction/redactor.ts';
import { responseOfTake, type TakeEnd } from './response-of-take.ts';
import type { Take } from './take.ts';
import { summaryLine, type Titled } from './titles.ts';

export interface TakenExchange {
  readonly titled: Titled;
  readonly redaction: InteractionRedaction;
  readonly key: InteractionKey;
  readonly upstream: { readonly name: string; readonly url: string };
  /** Called when the response is known. */
  readonly date: () => Date;
}

export type TakenInteraction =
  | { readonly kind: 'interaction'; readonly interaction: Redacted<Interaction> }
  | { readonly kind: 'unrecordable'; readonly why: string };

/** `limit`: the most bytes that a decoded body may have. */
export async function interactionOfTake(
  take: Take,
  about: Omit<TakeEnd, 'bodiless'>,
  { titled, redaction, key, upstream, date }: TakenExchange,
  limit: number,
): Promise<TakenInteraction> {
  const bodiless = titled.request.method.toUpperCase() === 'HEAD';
  const taken = await responseOfTake(take, { ...about, bodiless }, limit);
  if (taken.kind === 'unrecordable') return taken;
  const interaction = redaction.complete({
    summary: summaryLine(titled, taken.response),
    recordedAt: date().toISOString(),
    upstream: { name: upstream.name, url: upstream.url },
    dialect: titled.dialect.id,
    key,
    response: taken.response,
  });
  return { kind: 'interaction', interaction };
}
