/** The library by its public names alone: what a test of somebody else's can put together. */

import { afterEach, expect, it } from 'vitest';
import {
  defaultFaults,
  defaultSynthesis,
  defaultTelemetry,
  type FaultRule,
  type LimitPolicy,
  noLimits,
  presetOf,
  readFault,
  type Simulator,
  startSimulator,
} from '../src/index.ts';

let simulator: Simulator | undefined;
afterEach(() => simulator?.close());

it('lets answers fail, holds clients to limits, and tells what happened', async () => {
  const read = readFault('503(retry_after=2s)');
  if (read.kind === 'problem') throw new Error(read.what);
  const once: FaultRule = {
    fault: read.fault,
    rate: 1,
    times: 1,
    for: undefined,
    from: 0,
    until: Number.POSITIVE_INFINITY,
  };
  const limits: LimitPolicy = {
    ...noLimits,
    client: { all: undefined, models: presetOf('openai-tier-1')?.models ?? [] },
  };
  const lines: string[] = [];
  const paint = { good: String, bad: String, doubtful: String, quiet: String };
  const log = {
    level: 'info',
    format: 'json',
    skips: new Set<never>(),
    write: (line: string) => lines.push(line),
    paint,
  } as const;
  simulator = await startSimulator({
    mode: 'none',
    paths: [],
    synthesis: defaultSynthesis,
    faults: { ...defaultFaults, set: [once] },
    limits,
    telemetry: { ...defaultTelemetry, log },
  });
  const ask = () =>
    fetch(`${simulator?.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] }),
    });
  const [failed, answered] = [await ask(), await ask()];
  expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '2']);
  expect([answered.status, answered.headers.get('x-ratelimit-limit-requests')]).toEqual([200, '500']);
  await answered.text();
  await simulator.close();
  expect(lines.map((line) => JSON.parse(line).source)).toEqual(['fault', 'generator']);
});
