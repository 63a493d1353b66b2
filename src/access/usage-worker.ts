/** The ledger's thread: writes the batches that it is sent, one message after the other. */

import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database.ts';
import type { UsageJob } from './usage-job.ts';
import { UsageQueue } from './usage-queue.ts';
import { UsageWriter } from './usage-writer.ts';

const port = parentPort;
if (port !== null) {
  const database = openDatabase(String(workerData));
  const queue = new UsageQueue(new UsageWriter(database), (news) => port.postMessage(news));
  port.on('message', (job: UsageJob) => {
    switch (job.kind) {
      case 'write':
        queue.add(job.batch);
        break;
      case 'retry':
        queue.work();
        break;
      case 'close':
        queue.finish();
        database.close();
        port.postMessage({ kind: 'closed' });
        port.close();
        break;
    }
  });
}
