/** The curl line that a replay server offers. */

import { describe, expect, it } from 'vitest';
import { openLibrary } from '../../src/cassette/cassette-library.ts';
import { curlExample } from '../../src/cli/curl-example.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('the curl line of a replay server', () => {
  it('asks for the shortest stream that is recorded', async () => {
    const library = await openLibrary(['cassettes/openai']);
    expect(await curlExample(library, 'http://127.0.0.1:1')).toBe(
      `curl -N http://127.0.0.1:1/v1/responses -H 'content-type: application/json' -d '{"model":"gpt-4o-mini","input":"Say hello","stream":true}'`,
    );
  });

  it('is left out where nothing is recorded', async () => {
    expect(await curlExample(await openLibrary([tempFolder()]), 'http://x')).toBeUndefined();
  });
});
