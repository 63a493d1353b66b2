/** A whole Gemini response as the responses of a stream: a piece of text, or one other part, in each. */

import type { TextCutter } from '../../core/dialect.ts';
import { interleaved } from '../interleaved.ts';
import { type JsonObject, numberOf, objectOf, objectsOf } from '../json-shape.ts';

/** Every response repeats the model and the id; the last of a candidate says why it ended, and all that is only known then. */
export function splitResponse(whole: JsonObject, cut: TextCutter): readonly JsonObject[] {
  const { candidates, usageMetadata, promptFeedback, ...rest } = whole;
  const all = interleaved(objectsOf(candidates).map((candidate) => candidatePieces(candidate, cut)));
  if (all.length === 0) return [whole];
  const usage = objectOf(usageMetadata);
  const sizes = all.map(generatedSize);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const usageAt = usage === undefined ? undefined : usageSoFar(usage);
  let size = 0;
  return all.map((candidate, i) => {
    size += sizes[i] ?? 0;
    const share = total === 0 ? 0 : size / total;
    return {
      candidates: [candidate],
      ...(i === 0 && promptFeedback !== undefined ? { promptFeedback } : {}),
      ...(usageAt === undefined ? {} : { usageMetadata: i === all.length - 1 ? usage : usageAt(share) }),
      ...rest,
    };
  });
}

function candidatePieces(candidate: JsonObject, cut: TextCutter): readonly JsonObject[] {
  const { content, index, ...ending } = candidate;
  const said = objectOf(content);
  const pieces = objectsOf(said?.['parts']).flatMap((part) => partPieces(part, cut));
  if (pieces.length === 0) return [candidate];
  return pieces.map((part, i) => ({
    content: { ...said, parts: [part] },
    ...(i === pieces.length - 1 ? ending : {}),
    ...(index === undefined ? {} : { index }),
  }));
}

/** The signature of a text comes behind it, with an empty piece; that of a call comes with the call. */
function partPieces(part: JsonObject, cut: TextCutter): readonly JsonObject[] {
  const { text, thoughtSignature, ...rest } = part;
  if (typeof text !== 'string') return [part];
  const pieces: JsonObject[] = cut(text).map((piece) => ({ text: piece, ...rest }));
  if (thoughtSignature !== undefined) pieces.push({ text: '', ...rest, thoughtSignature });
  return pieces;
}

/** How much of what `candidatesTokenCount` counts is in a piece; thoughts are counted apart. */
function generatedSize(candidate: JsonObject): number {
  let size = 0;
  for (const { text, thought, ...other } of objectsOf(objectOf(candidate['content'])?.['parts'])) {
    if (thought !== true) size += typeof text === 'string' ? text.length : JSON.stringify(other).length;
  }
  return size;
}

/** Vertex (which tells `trafficType`) counts at the end; AI Studio counts the prompt at once and the rest from the first text on. */
function usageSoFar(usage: JsonObject): (share: number) => JsonObject {
  const { trafficType } = usage;
  if (trafficType !== undefined) return () => ({ trafficType });
  const known = Object.fromEntries(
    Object.entries(usage).filter(([name]) => !/^(candidates|thoughts|toolUse|total)/.test(name)),
  );
  const prompt = numberOf(usage['promptTokenCount']);
  if (prompt === undefined) return () => known;
  const all = numberOf(usage['candidatesTokenCount']) ?? 0;
  const thoughts = numberOf(usage['thoughtsTokenCount']);
  return (share) => {
    if (share === 0) return { ...known, totalTokenCount: prompt };
    const candidates = Math.round(all * share);
    return {
      ...known,
      candidatesTokenCount: candidates,
      totalTokenCount: prompt + candidates + (thoughts ?? 0),
      ...(thoughts === undefined ? {} : { thoughtsTokenCount: thoughts }),
    };
  };
}
