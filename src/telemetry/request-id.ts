/** The id by which a client and the logs of llmsim name one request. */

export const requestIdHeader = 'x-request-id';

/** What may stand in a log and in a header without being escaped: the ids of proxies, of UUIDs and of ULIDs are like that. */
const wellFormed = /^[\w.:@+/=-]{1,128}$/;

/** @param given the client's own, if it sent one */
export type RequestIdOf = (exchange: number, given: string | undefined) => string;

/**
 * The client's own `x-request-id` where it is well-formed, else `<run>-<number of the exchange>`.
 *
 * @param run tells this process from others: a few characters
 */
export function requestIds(run: string): RequestIdOf {
  return (exchange, given) => (given !== undefined && wellFormed.test(given) ? given : `${run}-${exchange}`);
}
