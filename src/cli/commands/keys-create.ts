/** `llmsim keys create`: a key for a developer, a job or a service, shown once. */

import type { Command } from 'commander';
import { readConfiguration } from '../../app/configuration.ts';
import { systemClock } from '../../core/clock.ts';
import { LlmsimError } from '../../core/errors.ts';
import { nearestName } from '../../upstream/nearest-name.ts';
import { aMinute, dollarText, label, type Moment, moment, nanoDollars } from '../access-values.ts';
import type { CliCommand } from '../command.ts';
import { type DatabaseFlags, withDatabase, withDatabaseOption } from '../database-option.ts';
import { exitCodes } from '../exit-codes.ts';
import { keyJson } from '../key-lines.ts';
import type { Terminal } from '../terminal.ts';

interface CreateFlags extends DatabaseFlags {
  readonly name: string;
  readonly email?: string;
  readonly tier?: string;
  readonly rpm?: number;
  readonly tpm?: number;
  readonly budgetUsd?: number;
  readonly expires?: Moment;
  readonly json: boolean;
}

export const keysCreate: CliCommand = {
  name: 'create',
  group: 'keys',
  build(command: Command, run) {
    return withDatabaseOption(command)
      .description('Make a key. It is printed once; only its hash is kept.')
      .requiredOption('--name <name>', 'who or what it is for', label)
      .option('--email <address>', 'whom to ask about it', label)
      .option('--tier <name>', 'tier of limits.tiers in the configuration, or a preset of rate limits', label)
      .option('--rpm <n>', 'requests a minute', aMinute)
      .option('--tpm <n>', 'tokens a minute', aMinute)
      .option('--budget-usd <amount>', 'what its requests may cost in all, by the prices of llmsim.yaml', nanoDollars)
      .option('--expires <when>', '12h, 30d, 12w, 2027-01-01 or 2027-01-01T09:00:00Z', moment)
      .option('--json', 'print JSON', false)
      .action((flags: CreateFlags) => run((terminal) => create(flags, terminal)));
  },
};

async function create(flags: CreateFlags, terminal: Terminal): Promise<number> {
  const now = systemClock.date().getTime();
  const { expires } = flags;
  const expiresAt = expires?.kind === 'span' ? now + expires.ms : expires?.at;
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new LlmsimError('usage', '--expires: that time is over.', 'Give a later one, such as 90d.');
  }
  const { KeyStore } = await import('../../access/key-store.ts');
  const { text, record } = await withDatabase(flags, 'make', (database) =>
    new KeyStore(database).create(
      {
        name: flags.name,
        email: flags.email,
        tier: flags.tier,
        rpm: flags.rpm,
        tpm: flags.tpm,
        budgetNanoUsd: flags.budgetUsd,
        expiresAt,
      },
      now,
    ),
  );
  if (flags.json) {
    terminal.result(JSON.stringify({ key: text, ...keyJson(record, now) }, undefined, 2));
    return exitCodes.done;
  }
  terminal.result(text);
  terminal.say(
    `This is the key "${record.name}" (${record.id}). It is not shown again: keep it where your SDK finds it.`,
  );
  if (flags.budgetUsd !== undefined) {
    terminal.say(
      `${dollarText(flags.budgetUsd)} are counted by the prices in llmsim.yaml: without them nothing is spent.`,
    );
  }
  if (flags.tier !== undefined) await tellOfTier(flags.tier, flags, terminal);
  return exitCodes.done;
}

/** A server may have another configuration than the one that is here, so that a name nobody knows is no mistake yet. */
async function tellOfTier(tier: string, { config }: CreateFlags, terminal: Terminal): Promise<void> {
  const configuration = await readConfiguration(config, process.env);
  const { presetOf, presets } = await import('../../access/limits/presets/list.ts');
  const tiers = [...(configuration?.limits?.tiers.keys() ?? [])];
  if (tiers.includes(tier) || presetOf(tier) !== undefined) return;
  const nearest = nearestName(tier, [...tiers, ...presets.map(({ id }) => id)]);
  const guess = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  terminal.say(
    terminal.paint.yellow(
      `"${tier}" is no tier of limits.tiers here and no preset: until it is one, this key is held to what keys without a tier are.${guess}`,
    ),
  );
}
