/** Keys and the usage ledger of a simulator: the database, the ledger's thread, and the two stages that use them. */

import { openDatabase } from '../access/database.ts';
import { KeyStore } from '../access/key-store.ts';
import { PriceTable } from '../access/prices.ts';
import { UsageLedger } from '../access/usage-ledger.ts';
import { UsageThread } from '../access/usage-thread.ts';
import { VerifiedKeys } from '../access/verified-keys.ts';
import type { Clock } from '../core/clock.ts';
import type { Stage } from '../core/outcome.ts';
import type { RequestReader } from '../pipeline/request-reading.ts';
import { authenticate } from '../pipeline/stages/authenticate.ts';
import { usage } from '../pipeline/stages/usage.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { ShownRequest } from '../telemetry/shown-request.ts';
import type { AccessConfig } from './access-config.ts';

export interface AccessParts {
  readonly clock: Clock;
  /** The status of the answer to a miss. */
  readonly missStatus: number;
  readonly redactor: Redactor;
  readonly reader: RequestReader;
  readonly onProblem: (text: string) => void;
}

export interface Access {
  /** Undefined where nobody is asked for a key. */
  readonly authenticate: Stage | undefined;
  readonly usage: Stage;
  /** After the last answer: resolves when all that was counted is written. */
  close(): Promise<void>;
}

/** Throws LlmsimError `database` where there is none to be had. */
export function openAccess(config: AccessConfig, parts: AccessParts): Access {
  const { clock, missStatus, redactor, reader, onProblem } = parts;
  const database = openDatabase(config.db);
  const prices = new PriceTable(config.prices);
  const keys = new KeyStore(database);
  if (config.auth !== 'off' && prices.empty && keys.list().some(({ budgetNanoUsd }) => budgetNanoUsd !== undefined)) {
    onProblem(
      'Some keys have a budget, but there are no prices: nothing is spent. See "prices" in docs/keys-and-usage.md.',
    );
  }
  // From here on this thread only reads, which waits for nobody; and it must not stand still.
  database.pragma('busy_timeout = 200');
  const ledger = new UsageLedger(new UsageThread(config.db, clock, onProblem), clock);
  const shown = new ShownRequest(redactor);
  const counted = usage({
    ledger,
    prices,
    clock,
    missStatus,
    reader,
    shown: (name, request) => shown.model(name, request),
  });
  return {
    authenticate: config.auth === 'off' ? undefined : authenticate(config.auth, new VerifiedKeys(keys, clock, ledger)),
    usage: counted.stage,
    async close() {
      await counted.drain();
      await ledger.close();
      database.close();
    },
  };
}
