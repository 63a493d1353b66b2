/** What the last door finds is not written, and told without its value. */

import { describe, expect, it } from 'vitest';
import { lastDoor } from '../../src/app/last-door.ts';
import { openStore } from '../../src/cassette/folder-store.ts';
import type { Interaction } from '../../src/core/interaction.ts';
import type { Redacted } from '../../src/redaction/redacted.ts';
import { createDoor } from '../../src/scan/door.ts';
import { sample, stemOf } from '../cassette/sample-interaction.ts';
import { filesIn } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Of the shape of a GitHub token, put together so that no scanner takes this file for a leak. */
const random = 'Zx8Kq2Vn5Tb7Rm3Lw9Yc4Hd6Gf1Js0Pa2Qe8';
const token = ['ghp', random].join('_');

/** As if the redactor had overlooked it. */
function overlooked(): Redacted<Interaction> {
  const interaction = sample('one', 'answer');
  const deltas = [token.slice(0, 9), token.slice(9, 21), token.slice(21)].map(
    (content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
  );
  const bytes = Buffer.from(deltas.join(''));
  const changed: Interaction = {
    ...interaction,
    response: {
      ...interaction.response,
      headers: [['content-type', 'text/event-stream']],
      bytes,
      ends: [bytes.byteLength],
      timing: { head: 1, chunks: [2], end: 3 },
    },
  };
  return changed as Redacted<Interaction>;
}

describe('the last door', () => {
  it('keeps a secret from the disk that stands in pieces over the deltas, and names rule and place', async () => {
    const root = tempFolder();
    const store = openStore({ root, mode: 'replace', host: 'h', pid: 1, inspect: lastDoor(createDoor()) });
    await store.prepare('c');
    const failure = await store
      .append(store.reserve('c', stemOf('one')), overlooked())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'secret-found',
      message: expect.stringMatching(/a secret was still found: \S+ at .*deltas.* \(\S+\)/),
      hint: expect.stringContaining('llmsim.yaml'),
    });
    expect(String(failure)).not.toContain(random.slice(0, 8));
    expect(filesIn(root)).toEqual(['c/cassette.json']);
  });

  it('lets pass what holds none', async () => {
    const root = tempFolder();
    const store = openStore({ root, mode: 'replace', host: 'h', pid: 1, inspect: lastDoor(createDoor()) });
    await store.prepare('c');
    await store.append(store.reserve('c', stemOf('one')), sample('one', 'answer'));
    expect(filesIn(root)).toHaveLength(2);
  });

  it('names the first findings and counts the others', async () => {
    const finding = { rule: 'r', kind: 'k', place: 'p', masked: 'm' };
    const inspect = lastDoor({ check: async () => Array.from({ length: 5 }, () => finding) });
    await expect(inspect({ text: '', blobs: new Map() })).rejects.toThrow(
      'k at p (r), k at p (r), k at p (r) and 2 more.',
    );
  });
});
