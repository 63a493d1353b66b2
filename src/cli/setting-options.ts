/** Options that say what the configuration file may say too, and which settings each of them sets. */

import { basename, extname, resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { Override } from '../app/environment-overrides.ts';
import { modeNames } from '../app/modes.ts';
import { namesIn, withValue } from '../app/value-in.ts';
import { parseUpstream } from '../upstream/named-upstreams.ts';
import { withAccessOptions } from './access-options.ts';
import { faultAndRate, withFaultOptions } from './fault-options.ts';
import { withLatencyOptions } from './latency-options.ts';
import { withMissOptions } from './miss-options.ts';
import { collect, duration, size } from './option-values.ts';
import { withRedactionOptions } from './redaction-options.ts';
import { withAddressOptions, withCrossStreamOption, withOnMissOption, withRepeatOption } from './server-options.ts';
import { withSynthesisOptions } from './synthesis-options.ts';
import { withTelemetryOptions } from './telemetry-options.ts';

/** Path and value; undefined takes away what the file says there. */
type Setting = readonly [path: readonly string[], value: unknown];
/** @param values of the file, with its variables */
type Settings = (value: never, values: unknown) => readonly Setting[];

const to =
  (...path: readonly string[]) =>
  (value: unknown): readonly Setting[] => [[path, value]];

/** By the option's name in commander. An option that stands for another one of these comes behind it. */
const settings: Readonly<Record<string, Settings>> = {
  host: to('server', 'host'),
  port: to('server', 'port'),
  maxBody: to('server', 'max_body'),
  cassettes: to('server', 'cassettes'),
  cassette: to('server', 'cassette'),
  mode: to('server', 'mode'),
  onMiss: to('server', 'on_miss'),
  missStatus: to('server', 'miss_status'),
  repeat: to('server', 'repeat'),
  crossStream: to('server', 'cross_stream'),
  recordMemory: to('server', 'record_memory'),
  recordAuthErrors: to('server', 'record_auth_errors'),
  upstreamTimeout: (ms: number) => [[['server', 'upstream_timeout'], `${ms}ms`]],
  controlTokenEnv: to('server', 'control_token_env'),
  allowedHosts: to('server', 'allowed_hosts'),
  cors: to('server', 'cors'),
  upstream: upstreamSettings,
  keyFromEnv: keySettings,
  redact: () => [[['redact', 'pii'], true]],
  redactEnv: to('redact', 'environment'),
  latency: latencySettings,
  speed: to('latency', 'speed'),
  seed: (seed: string) => [
    [['latency', 'seed'], seed],
    [['synthesis', 'seed'], seed],
    [['errors', 'seed'], seed],
  ],
  tokens: to('synthesis', 'tokens'),
  models: to('synthesis', 'models'),
  strict: to('synthesis', 'strict'),
  generator: (generator: string) => generatorSettings({ model: '*', generator }),
  answer: (text: string) => generatorSettings({ model: '*', generator: 'fixed', text }),
  fault: faultSettings,
  auth: to('auth', 'mode'),
  usage: to('auth', 'usage'),
  db: to('auth', 'db'),
  logLevel: to('telemetry', 'log', 'level'),
  logFormat: to('telemetry', 'log', 'format'),
};

/** All that the commands that serve take, as far as a file may say the same. */
export function settingOptions(): readonly Option[] {
  const served = withCrossStreamOption(
    withRepeatOption(withOnMissOption(withMissOptions(withAddressOptions(new Command())))),
  );
  const { options } = withSynthesisOptions(
    withFaultOptions(
      withRedactionOptions(withTelemetryOptions(withAccessOptions(withLatencyOptions(served, "the command's own")))),
    ),
  )
    .option('--cassettes <dir>', 'folder that holds the cassettes (default: cassettes)')
    .option('--cassette <name>', 'cassette of requests that choose none')
    .addOption(new Option('--mode <mode>', 'what is recorded and what is replayed').choices(modeNames))
    .option('--upstream <name|name=url|url>', 'where requests go; may be repeated', collect)
    .option('--key-from-env <NAME|upstream=NAME>', 'variable with the key that is sent upstream', collect)
    .addOption(new Option('--upstream-timeout <duration>', 'how long an upstream may stay silent').argParser(duration))
    .option('--record-auth-errors', 'record 401 and 403 answers too')
    .addOption(new Option('--record-memory <size>', 'bound on what all open recordings hold').argParser(size));
  return options.filter((option) => settings[option.attributeName()] !== undefined);
}

/** What the options that are given set, in the order of the table above. */
export function overridesOf(command: Command, values: unknown): readonly Override[] {
  const overrides: Override[] = [];
  let inForce = values;
  for (const [name, settingsOf] of Object.entries(settings)) {
    if (command.getOptionValueSource(name) !== 'cli') continue;
    const given = command.getOptionValue(name) as never;
    const option = command.options.find((one) => one.attributeName() === name && one.negate === (given === false));
    for (const [path, value] of settingsOf(given, inForce)) {
      overrides.push({ variable: option?.long ?? name, path, value });
      inForce = withValue(inForce, path, value);
    }
  }
  return overrides;
}

/** They take the place of the whole section but its seed. */
function faultSettings(texts: readonly string[], values: unknown): readonly Setting[] {
  const faults = texts.map((text) => {
    const { fault, rate } = faultAndRate(text);
    return rate === undefined ? { fault } : { fault, rate };
  });
  const others = namesIn(values, 'errors').filter((name) => name !== 'seed');
  return [...others.map((name): Setting => [['errors', name], undefined]), [['errors', 'faults'], faults]];
}

/** One that fits all models leaves nothing to the others. */
function generatorSettings(choice: object): readonly Setting[] {
  return [
    [['generators'], [choice]],
    [['synthesis', 'generators'], undefined],
  ];
}

function latencySettings(word: string, values: unknown): readonly Setting[] {
  const known = namesIn(values, 'latency', 'profiles').includes(word);
  if (known || !(/\.(?:ya?ml|json)$/i.test(word) || /[\\/]/.test(word))) return [[['latency', 'default'], word]];
  const name = basename(word, extname(word)).toLowerCase();
  return [
    [['latency', 'profiles', name], resolve(word)],
    [['latency', 'default'], name],
  ];
}

/** Without the option all of the file's are used, with it these alone. */
function upstreamSettings(specs: readonly string[], values: unknown): readonly Setting[] {
  const configured = namesIn(values, 'upstreams');
  const others = configured.filter((name) => !specs.includes(name));
  return [
    ...others.map((name): Setting => [['upstreams', name], undefined]),
    ...specs
      .filter((spec) => !configured.includes(spec))
      .map((spec): Setting => {
        const { name, url } = parseUpstream(spec, process.env);
        return [['upstreams', name], { url }];
      }),
  ];
}

/** A bare variable is for the only upstream. */
function keySettings(specs: readonly string[], values: unknown): readonly Setting[] {
  const [first = 'openai'] = namesIn(values, 'upstreams');
  return specs.map((spec) => {
    const equals = spec.indexOf('=');
    return [['upstreams', equals < 0 ? first : spec.slice(0, equals), 'key_from_env'], spec.slice(equals + 1)];
  });
}
