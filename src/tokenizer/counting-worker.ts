/** The worker's side of token counting: answers batches of jobs, one message for one message. */

import { parentPort } from 'node:worker_threads';
import type { CountingAnswer, CountingJob } from './counting-job.ts';
import { loadEncoding } from './load-encoding.ts';

parentPort?.on('message', async (jobs: readonly CountingJob[]) => {
  const answers = await Promise.all(jobs.map(answer));
  const buffers = answers.flatMap((one) => (typeof one === 'object' ? [one.buffer] : []));
  parentPort?.postMessage(answers, buffers);
});

/** Undefined where the ranks are missing or the text is too much: the other side then estimates. */
async function answer({ text, encoding, want }: CountingJob): Promise<CountingAnswer> {
  try {
    const loaded = await loadEncoding(encoding);
    return want === 'count' ? loaded.count(text) : loaded.pieceLengths(text);
  } catch {
    return undefined;
  }
}
