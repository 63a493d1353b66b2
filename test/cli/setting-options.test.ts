/** What `config show` makes of options: the settings that say the same. */

import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../src/app/check-configuration.ts';
import { effectiveConfiguration } from '../../src/app/effective-configuration.ts';
import { record } from '../../src/cli/commands/record.ts';
import { replay } from '../../src/cli/commands/replay.ts';
import { serve } from '../../src/cli/commands/serve.ts';
import { configurationLines } from '../../src/cli/configuration-lines.ts';
import { overridesOf, settingOptions } from '../../src/cli/setting-options.ts';

/** What the configuration comes to with the words of a command line, without the defaults. */
function shown(words: readonly string[], text = ''): readonly string[] {
  const command = new Command().exitOverride();
  for (const option of settingOptions()) command.addOption(option);
  command.parse(words, { from: 'user' });
  const checked = checkConfiguration(text, '.', {}, (values) => overridesOf(command, values));
  if (checked.kind !== 'configuration') throw new Error(JSON.stringify(checked.problems));
  return configurationLines(effectiveConfiguration(checked.file, 'llmsim.yaml', {}))
    .filter((line) => line.includes('#') && !line.endsWith('# default'))
    .map((line) => line.trim().replace(/\s+#/, ' #'));
}

describe('an option in the configuration as it counts', () => {
  it.each<readonly [words: readonly string[], lines: readonly string[], text: string]>([
    [['--redact', 'pii', '--no-redact-env'], ['pii: true # --redact', 'environment: false # --no-redact-env'], ''],
    [['--redact-env'], ['environment: true # --redact-env'], 'redact: { environment: false }'],
    [
      ['--mode', 'once', '--record-memory', '1MiB', '--record-auth-errors', '--upstream-timeout', '90s'],
      [
        'mode: once # --mode',
        'record_memory: 1048576 # --record-memory',
        'record_auth_errors: true # --record-auth-errors',
        'upstream_timeout: 90000ms # --upstream-timeout',
      ],
      '',
    ],
    [
      ['--seed', '7'],
      ['seed: "7" # --seed', 'seed: "7" # --seed', 'seed: "7" # --seed'],
      'errors: { seed: mine }\nlatency: { seed: mine }\nsynthesis: { seed: mine }',
    ],
    [
      ['--generator', 'echo'],
      ['- { model: "*", generator: echo } # --generator'],
      'generators: [{ model: "a*", generator: lorem }]\nsynthesis: { generators: [{ model: b, generator: lorem }] }',
    ],
    [['--answer', 'Hello', '--generator', 'echo'], ['- { model: "*", generator: fixed, text: Hello } # --answer'], ''],
  ])('%j', (words, lines, text) => {
    expect(shown(words, text)).toEqual(lines);
  });

  it('takes the place of all faults of the file, and leaves their seed', () => {
    const text = 'errors:\n  seed: mine\n  rate_limit_rate: 0.5\n  faults: [500]\n  timeline: ["at 1s for 1s: 503"]\n';
    expect(shown(['--fault', '503@10%', '--fault', 'reset(after=3)@0.2'], text)).toEqual([
      'seed: mine # llmsim.yaml:2',
      '- { fault: "503", rate: 0.1 } # --fault',
      '- { fault: "reset(after=3)", rate: 0.2 } # --fault',
    ]);
    expect(() => shown(['--fault', 'resett'])).toThrow('did you mean \\"reset\\"?');
  });

  it('leaves the upstreams that are chosen, and gives each its key', () => {
    const text = 'upstreams:\n  a: { url: "http://127.0.0.1:1" }\n  b: { url: "http://127.0.0.1:2" }\n';
    expect(shown(['--upstream', 'b', '--key-from-env', 'SECRET_B'], text)).toEqual([
      'url: http://127.0.0.1:2 # llmsim.yaml:3',
      'key_from_env: SECRET_B # --key-from-env',
    ]);
    const both = ['--upstream', 'groq', '--upstream', 'mine=http://127.0.0.1:3', '--key-from-env', 'groq=GROQ'];
    expect(shown(both, text)).toEqual([
      'url: https://api.groq.com # --upstream',
      'key_from_env: GROQ # --key-from-env',
      'url: http://127.0.0.1:3 # --upstream',
    ]);
  });

  it('is known wherever a command that serves takes it, unless no file can say it', () => {
    const known = settingOptions().map(({ long }) => long);
    const only = ['--config', '--rules', '--sign', '--quiet', '--print-messages'];
    for (const one of [serve, replay, record]) {
      const command = new Command();
      one.build(command, () => Promise.resolve());
      for (const { long } of command.options) {
        if (long !== undefined && long !== null && !only.includes(long)) expect(known).toContain(long);
      }
    }
  });
});
