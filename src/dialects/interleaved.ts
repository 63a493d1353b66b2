/** Several streams as one, as a provider sends the answers of a request that asks for more than one: a piece of each in turn. */

/** Each begins so late that all end together: what is cut short is seen to be. */
export function interleaved<T>(streams: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...streams.map(({ length }) => length));
  const all: T[] = [];
  for (let turn = 0; turn < longest; turn += 1) {
    for (const stream of streams) {
      const at = turn - (longest - stream.length);
      if (at >= 0) all.push(...stream.slice(at, at + 1));
    }
  }
  return all;
}
