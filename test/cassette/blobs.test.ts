import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blobLimit, blobName, isBlobName, readBlob } from '../../src/cassette/blobs.ts';
import { encodeUtf8 } from '../../src/codec/utf8.ts';
import { tempFolder } from '../support/temp-folder.ts';

const content = encodeUtf8('a picture');
const name = blobName(content);

function cassette(): string {
  const folder = join(tempFolder(), 'chat');
  mkdirSync(join(folder, 'blobs'), { recursive: true });
  return folder;
}

describe('a blob', () => {
  it('is named by the sha256 of its bytes and read back by that name', () => {
    const folder = cassette();
    writeFileSync(join(folder, name), content);
    expect(name).toMatch(/^blobs\/[0-9a-f]{64}\.bin$/);
    expect([...readBlob(folder, name)]).toEqual([...content]);
  });

  it.each([
    '../x',
    '/etc/passwd',
    'blobs/../../x.bin',
    `blobs/../${name}`,
    `./${name}`,
    name.toUpperCase(),
    `${name}\n`,
    `\n${name}`,
    name.replace('/', '\\'),
    name.slice(0, -5),
    '',
    '__proto__',
  ])('is not what %j names', (wrong) => {
    expect(isBlobName(wrong)).toBe(false);
    expect(() => readBlob(cassette(), wrong)).toThrowError(problem('is not a blob name'));
  });

  it('is refused when it is missing', () => {
    expect(() => readBlob(cassette(), name)).toThrowError(problem('is missing'));
  });

  it('is refused when it holds other bytes', () => {
    const folder = cassette();
    writeFileSync(join(folder, name), 'another picture');
    expect(() => readBlob(folder, name)).toThrowError(problem('does not hold the bytes'));
  });

  it('is refused when it is a symbolic link, inside the folder or out of it', () => {
    const folder = cassette();
    writeFileSync(join(folder, '..', 'outside'), content);
    symlinkSync(join(folder, '..', 'outside'), join(folder, name));
    expect(() => readBlob(folder, name)).toThrowError(problem('is a symbolic link'));
  });

  it('is refused when its folder is a symbolic link', () => {
    const folder = tempFolder();
    const elsewhere = cassette();
    writeFileSync(join(elsewhere, name), content);
    symlinkSync(join(elsewhere, 'blobs'), join(folder, 'blobs'));
    expect(() => readBlob(folder, name)).toThrowError(problem('is reached over a symbolic link'));
  });

  it('is read from a cassette that is itself reached over a link', () => {
    const folder = cassette();
    writeFileSync(join(folder, name), content);
    const link = join(tempFolder(), 'link');
    symlinkSync(folder, link);
    expect([...readBlob(link, name)]).toEqual([...content]);
  });

  it('is refused when it is a folder', () => {
    const folder = cassette();
    mkdirSync(join(folder, name));
    expect(() => readBlob(folder, name)).toThrowError(problem('is not a plain file'));
  });

  it('is refused unread when it is too large', () => {
    const folder = cassette();
    writeFileSync(join(folder, name), '');
    truncateSync(join(folder, name), blobLimit + 1);
    expect(() => readBlob(folder, name)).toThrowError(problem('is larger than'));
  });
});

function problem(what: string): unknown {
  return expect.objectContaining({ code: 'cassette-blob', message: expect.stringContaining(what) });
}
