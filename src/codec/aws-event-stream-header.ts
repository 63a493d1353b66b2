/** The typed headers inside an AWS event stream frame. */

import { Buffer } from 'node:buffer';
import { decodeUtf8 } from './utf8.ts';

/** The names of the types are those of the AWS SDKs. `timestamp` is milliseconds since 1970, `uuid` 16 bytes. */
export type EventStreamHeader =
  | { readonly name: string; readonly type: 'boolean'; readonly value: boolean }
  | { readonly name: string; readonly type: 'byte' | 'short' | 'integer'; readonly value: number }
  | { readonly name: string; readonly type: 'long' | 'timestamp'; readonly value: bigint }
  | { readonly name: string; readonly type: 'binary' | 'uuid'; readonly value: Uint8Array }
  | { readonly name: string; readonly type: 'string'; readonly value: string };

const TRUE = 0;
const FALSE = 1;
const BYTE = 2;
const SHORT = 3;
const INTEGER = 4;
const LONG = 5;
const BINARY = 6;
const STRING = 7;
const TIMESTAMP = 8;
const UUID = 9;

/** Bytes of a value by its type; binary and string begin with a length of their own. */
const SIZES: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];

/** The headers that fill `bytes`; undefined when they do not, or one has an unknown type, no name, or text that is not UTF-8. */
export function decodeHeaders(bytes: Uint8Array): EventStreamHeader[] | undefined {
  const headers: EventStreamHeader[] = [];
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + 1 + (bytes[at] ?? 0);
    const name = nameEnd < bytes.length ? decodeUtf8(bytes.subarray(at + 1, nameEnd)) : undefined;
    const code = bytes[nameEnd] ?? -1;
    const lengthBytes = code === BINARY || code === STRING ? 2 : 0;
    const start = nameEnd + 1 + lengthBytes;
    const size = lengthBytes === 0 ? SIZES[code] : (bytes[start - 2] ?? 0) * 256 + (bytes[start - 1] ?? 0);
    if (!name || size === undefined || start + size > bytes.length) return undefined;
    const header = readValue(name, code, bytes.subarray(start, start + size));
    if (header === undefined) return undefined;
    headers.push(header);
    at = start + size;
  }
  return headers;
}

function readValue(name: string, code: number, bytes: Uint8Array): EventStreamHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (code) {
    case TRUE:
      return { name, type: 'boolean', value: true };
    case FALSE:
      return { name, type: 'boolean', value: false };
    case BYTE:
      return { name, type: 'byte', value: view.getInt8(0) };
    case SHORT:
      return { name, type: 'short', value: view.getInt16(0) };
    case INTEGER:
      return { name, type: 'integer', value: view.getInt32(0) };
    case LONG:
      return { name, type: 'long', value: view.getBigInt64(0) };
    case BINARY:
      return { name, type: 'binary', value: bytes };
    case STRING: {
      const value = decodeUtf8(bytes);
      return value === undefined ? undefined : { name, type: 'string', value };
    }
    case TIMESTAMP:
      return { name, type: 'timestamp', value: view.getBigInt64(0) };
    case UUID:
      return { name, type: 'uuid', value: bytes };
    default:
      return undefined;
  }
}

/** The bytes of one header. Throws RangeError where name or value do not fit the format. */
export function encodeHeader(header: EventStreamHeader): Uint8Array {
  const name = Buffer.from(header.name);
  if (name.length === 0 || name.length > 255) throw new RangeError(`header name of ${name.length} bytes, not 1 to 255`);
  return Buffer.concat([Buffer.of(name.length), name, encodeValue(header)]);
}

/** Type byte, length where the type has one, value. The `write…` methods of Buffer check the ranges. */
function encodeValue(header: EventStreamHeader): Buffer {
  switch (header.type) {
    case 'boolean':
      return Buffer.of(header.value ? TRUE : FALSE);
    case 'byte':
      return fixed(BYTE, (value) => value.writeInt8(header.value, 1));
    case 'short':
      return fixed(SHORT, (value) => value.writeInt16BE(header.value, 1));
    case 'integer':
      return fixed(INTEGER, (value) => value.writeInt32BE(header.value, 1));
    case 'long':
      return fixed(LONG, (value) => value.writeBigInt64BE(header.value, 1));
    case 'timestamp':
      return fixed(TIMESTAMP, (value) => value.writeBigInt64BE(header.value, 1));
    case 'uuid':
      if (header.value.length !== SIZES[UUID]) throw new RangeError(`uuid of ${header.value.length} bytes, not 16`);
      return fixed(UUID, (value) => value.set(header.value, 1));
    case 'binary':
      return prefixed(BINARY, header.value);
    case 'string':
      return prefixed(STRING, Buffer.from(header.value));
  }
}

function fixed(code: number, write: (value: Buffer) => unknown): Buffer {
  const value = Buffer.alloc(1 + (SIZES[code] ?? 0));
  value[0] = code;
  write(value);
  return value;
}

function prefixed(code: number, bytes: Uint8Array): Buffer {
  const value = Buffer.alloc(3 + bytes.length);
  value[0] = code;
  value.writeUInt16BE(bytes.length, 1);
  value.set(bytes, 3);
  return value;
}
