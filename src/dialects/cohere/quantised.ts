/** A unit vector in the number formats that Cohere offers. */

export type EmbeddingType = 'float' | 'int8' | 'uint8' | 'binary' | 'ubinary' | 'base64';

/** https://docs.cohere.com/docs/embeddings#compression-levels: bits are packed eight to a number, the first the highest. */
export function quantised(vector: Float32Array, type: EmbeddingType): readonly number[] | string {
  // Elements of a unit vector are small; they are spread over the range.
  const scale = 127 / Math.max(...vector.map(Math.abs), 1e-9);
  switch (type) {
    case 'float':
      return [...vector];
    case 'int8':
      return [...vector].map((value) => Math.round(value * scale));
    case 'uint8':
      return [...vector].map((value) => Math.round(value * scale) + 128);
    case 'base64': {
      const bytes = Buffer.alloc(vector.length * 4);
      for (const [i, value] of vector.entries()) bytes.writeFloatLE(value, i * 4);
      return bytes.toString('base64');
    }
    default: {
      const packed: number[] = [];
      for (let at = 0; at < vector.length; at += 8) {
        let bits = 0;
        for (let i = 0; i < 8; i += 1) bits = bits * 2 + ((vector[at + i] ?? 0) > 0 ? 1 : 0);
        packed.push(type === 'ubinary' ? bits : bits - 128);
      }
      return packed;
    }
  }
}
