/** Services behind adapters, through the whole of llmsim: the examples' own, asked with the official SDK, recorded and replayed. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { ConfigurationFile } from '../../src/app/configuration-file.ts';
import { openUpstreams } from '../../src/app/configured-upstreams.ts';
import { startSimulator } from '../../src/app/simulator.ts';
import { upstreamsOf, upstreamsSection } from '../../src/app/upstreams-section.ts';
import { systemClock } from '../../src/core/clock.ts';
import { PROJECT_ROOT } from '../support/run-cli.ts';
import { startReplay } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The example's service, and a recorder by the example's own configuration. */
async function example(name: string) {
  const folder = join(PROJECT_ROOT, 'examples', name);
  const service = spawn(process.execPath, ['service.js'], {
    cwd: folder,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void service.kill());
  const url = await firstLine(service);
  const yaml = readFileSync(join(folder, 'llmsim.yaml'), 'utf8').replace(/http:\/\/127\.0\.0\.1:\d+/, url);
  const file = new ConfigurationFile(yaml);
  const values = file.read(z.strictObject({ upstreams: upstreamsSection }));
  const configured = upstreamsOf(values?.upstreams ?? {}, { file, folder });
  expect(file.problems).toEqual([]);
  const { upstreams } = await openUpstreams({
    configured,
    specs: [],
    keys: [],
    env: {},
    clock: systemClock,
    onNews() {},
  });
  const root = tempFolder();
  const simulator = await startSimulator({ mode: 'all', upstreams, root });
  onTestFinished(() => simulator.close(0));
  return { service, root, simulator, client: clientOf(simulator.url) };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no output');
  for await (const line of createInterface(stdout)) return line;
  throw new Error('the service ended at once');
}

function clientOf(url: string): OpenAI {
  return new OpenAI({ apiKey: 'sk-test', baseURL: `${url}/v1`, maxRetries: 0 });
}

async function streamed(client: OpenAI, model: string, content: string) {
  const stream = client.chat.completions.stream({
    model,
    messages: [{ role: 'user', content }],
    stream_options: { include_usage: true },
  });
  return stream.finalChatCompletion();
}

const question = "What's replay, and latency?";
const answer = "It's about replay and latency.\n\nSources:\n\n- guide-replay\n- guide-latency";

describe('a service behind an adapter', () => {
  it('answers the official SDK, and again from its recording', async () => {
    const { service, root, simulator, client } = await example('docs-search');
    const whole = await client.chat.completions.create({
      model: 'docs',
      messages: [{ role: 'user', content: question }],
    });
    expect(whole.choices[0]?.message.content).toBe(answer);
    const live = await streamed(client, 'docs', question);
    expect(live.choices[0]?.message.content).toBe(answer);
    await simulator.close();
    service.kill();

    const replay = await startReplay(root);
    const again = clientOf(replay.url);
    expect(
      await again.chat.completions.create({ model: 'docs', messages: [{ role: 'user', content: question }] }),
    ).toEqual(whole);
    expect(await streamed(again, 'docs', question)).toEqual(live);
  });

  it('calls tools, counts tokens and fails as OpenAI does', async () => {
    const { client, simulator } = await example('agent-events');
    const said = await streamed(client, 'helper', 'Where is the handbook?');
    expect(said.choices[0]?.message).toMatchObject({
      content: 'One document was found.\n\n- [The handbook](https://example.com/handbook)',
      tool_calls: [{ function: { name: 'search', arguments: '{"query":"Where is the handbook?"}' } }],
    });
    expect(said.usage).toMatchObject({ prompt_tokens: 42, completion_tokens: 6, total_tokens: 48 });
    await expect(streamed(client, 'helper', 'Please fail.')).rejects.toMatchObject({
      status: 503,
      code: 'lost',
      message: expect.stringContaining('The agent has lost its way.'),
    });

    const told = await fetch(`${simulator.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'helper',
        stream: true,
        stream_options: { include_tool_notifications: true },
        messages: [{ role: 'user', content: 'Where?' }],
      }),
    });
    const text = await told.text();
    expect(text.match(/^event: tool_notification$/gm)).toHaveLength(2);
    expect(text).toContain('data: {"type":"tool_result","id":"t1","name":"search","content":"1 document"}');
  });
});
