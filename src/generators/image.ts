/** A picture of soft colour fields drawn from the words of a prompt: a real image of any size, clearly nobody's photograph. */

import { encodePng } from '../codec/png.ts';
import type { Random } from '../core/random.ts';

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly colour: readonly [number, number, number];
}

const spotCount = 5;

/**
 * @param random of the prompt: equal draws, equal picture
 * @param progress from 0 to 1: below 1 the picture is coarser, as partial images of a stream are
 */
export function drawImage(random: Random, width: number, height: number, progress = 1): Uint8Array {
  const spots = Array.from(
    { length: spotCount },
    (): Spot => ({
      x: random.next(),
      y: random.next(),
      colour: [random.below(256), random.below(256), random.below(256)],
    }),
  );
  // A field has one colour: what looks smooth costs as much as its number of fields.
  const field = Math.max(1, Math.round(Math.max(width, height) / (8 + 120 * progress)));
  const pixels = new Uint8Array(width * height * 3);
  const row = new Uint8Array(width * 3);
  for (let top = 0; top < height; top += field) {
    for (let left = 0; left < width; left += field) {
      const colour = blended(spots, left / width, top / height);
      for (let x = left; x < Math.min(width, left + field); x += 1) row.set(colour, x * 3);
    }
    for (let y = top; y < Math.min(height, top + field); y += 1) pixels.set(row, y * width * 3);
  }
  return encodePng({ width, height, pixels });
}

/** Nearer spots weigh more (Shepard, 1968). */
function blended(spots: readonly Spot[], x: number, y: number): readonly [number, number, number] {
  let [red, green, blue, total] = [0, 0, 0, 0];
  for (const spot of spots) {
    const weight = 1 / ((spot.x - x) ** 2 + (spot.y - y) ** 2 + 1e-4);
    red += weight * spot.colour[0];
    green += weight * spot.colour[1];
    blue += weight * spot.colour[2];
    total += weight;
  }
  return [red / total, green / total, blue / total];
}
