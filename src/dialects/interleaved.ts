/** Several streams as one, as a provider sends the answers of a request that asks for more than one: a piece of each in turn. */

export function interleaved<T>(streams: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...streams.map(({ length }) => length));
  // Each begins so late that all end together: what is cut short is seen to be.
  return Array.from({ length: longest }, (_, i) =>
    streams.flatMap((stream) =>
      stream.slice(Math.max(0, i - longest + stream.length), i - longest + stream.length + 1),
    ),
  ).flat();
}
