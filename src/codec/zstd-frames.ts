/** Whether zstd data ends where a frame ends: Node 22's decoder takes a stream that was cut short for a whole one. */

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/** Walks the frames and blocks of RFC 8878, section 3.1, without decoding them. */
export function isWholeZstd(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at < bytes.length) {
    const end = frameEnd(view, at);
    if (end === undefined) return false;
    at = end;
  }
  return at === bytes.length;
}

/** Behind the frame at `at`, maybe past the data's end; undefined where there is no frame or it breaks off. */
function frameEnd(view: DataView, at: number): number | undefined {
  if (at + 8 > view.byteLength) return undefined;
  const magic = view.getUint32(at, true);
  if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) return at + 8 + view.getUint32(at + 4, true);
  if (magic !== FRAME) return undefined;
  const descriptor = view.getUint8(at + 4);
  const checksum = (descriptor & 0x04) !== 0 ? 4 : 0;
  for (let block = at + 5 + restOfHeader(descriptor); block + 3 <= view.byteLength; ) {
    const header = view.getUint16(block, true) | (view.getUint8(block + 2) << 16);
    const runLength = ((header >> 1) & 3) === 1;
    block += 3 + (runLength ? 1 : header >> 3);
    if ((header & 1) === 1) return block + checksum;
  }
  return undefined;
}

/** Window, dictionary id and content size: how many bytes they take is told by the descriptor's bits. */
function restOfHeader(descriptor: number): number {
  const singleSegment = (descriptor & 0x20) !== 0;
  const contentSize = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionaryId = [0, 1, 2, 4][descriptor & 3] ?? 0;
  return (singleSegment ? 0 : 1) + dictionaryId + contentSize;
}
