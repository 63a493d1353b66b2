/** What is known of a key: all but the key itself. */

import type { Principal } from './principal.ts';

/** What is said of a key when it is made. */
export interface KeyDetails {
  readonly name: string;
  readonly email: string | undefined;
  readonly tier: string | undefined;
  /** Requests and tokens a minute. */
  readonly rpm: number | undefined;
  readonly tpm: number | undefined;
  /** Billionths of a US dollar, for the whole life of the key. */
  readonly budgetNanoUsd: number | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | undefined;
}

/** A key as the database has it; times are milliseconds since 1970. */
export interface KeyRecord extends KeyDetails {
  readonly id: string;
  /** The beginning of the key, to recognise it by. */
  readonly prefix: string;
  readonly createdAt: number;
  readonly revokedAt: number | undefined;
  /** What its requests came to, as far as it has been written. */
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costNanoUsd: number;
  readonly lastUsedAt: number | undefined;
}

export type KeyState = 'valid' | 'revoked' | 'expired' | 'budget used up';

/** @param spentNanoUsd what is written, and what is not yet */
export function stateOf(key: KeyRecord, now: number, spentNanoUsd = key.costNanoUsd): KeyState {
  if (key.revokedAt !== undefined) return 'revoked';
  if (key.expiresAt !== undefined && now >= key.expiresAt) return 'expired';
  if (key.budgetNanoUsd !== undefined && spentNanoUsd >= key.budgetNanoUsd) return 'budget used up';
  return 'valid';
}

export function principalOfKey({ id, name, tier, rpm, tpm }: KeyRecord): Principal {
  return { keyId: id, name, tier, rpm, tpm };
}
