/** Tests that run at the same time on one llmsim, each with its own selection of the same cassette. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask } from './agent.js';

/** `/@<cassette>~<session>` gives a test sequences of its own, so that no other test takes its answers. */
const baseURL = (session) => `${process.env.LLMSIM_URL}/@weather~${session}/v1`;

describe('the weather agent', { concurrency: true }, () => {
  for (const [city, expected] of [
    ['Rome', /21 °C/],
    ['Oslo', /snow/],
    ['Lima', /fog/],
  ]) {
    it(`knows the weather in ${city}`, async () => {
      assert.match(await ask(`What is the weather in ${city}?`, { baseURL: baseURL(city.toLowerCase()) }), expected);
    });
  }
});
