/** The `llmsim.yaml` that `llmsim init` writes: what most people want to change, commented out. */

import { schemaLocation } from './configuration-json-schema.ts';

/** Two `#` are for reading; whoever takes one `#` and the space behind it away has a setting. */
export const starterConfiguration = `# yaml-language-server: $schema=./${schemaLocation}
## llmsim.yaml: what llmsim does here. Everything in it is optional, and nothing below counts before its "# " is gone.
## "llmsim config check" tells what is wrong in it, "llmsim config show" what counts and why.
## With llmsim among the project's dependencies, editors check and complete it by the schema named above.
## All settings: docs/configuration.md in the package.

## Where llmsim listens and what it answers from. LLMSIM_SERVER__PORT=9000 or --port 9000 go before it.
# server:
#   host: 127.0.0.1
#   port: 8080
#   cassettes: cassettes
#   on_miss: error             # or synthesise: invent what is not recorded

## Where "llmsim record" sends requests. Keys stay in the environment.
# upstreams:
#   openai: { url: https://api.openai.com, key_from_env: OPENAI_API_KEY }

## What a request is matched by: parts that change from run to run do not count.
# match:
#   ignore: ["/metadata", "header:x-request-id"]
#   segments: { system: exact, tools: exact }
#   normalise: [uuid, iso-date]

## What never reaches the disk, beside credentials, which never do.
# redact:
#   pii: true
#   fields: ["/user/email"]

## At which pace answers come.
# latency:
#   default: recorded          # or instant, or a profile: llmsim profile ls
#   speed: 2

## How answers are invented where there is no recording.
# synthesis:
#   seed: 7
#   tokens: lognormal(p50=120,p95=600)

# generators:
#   - { model: "gpt-4*", generator: lorem }

# models:
#   our-model: { family: openai, n_ctx: 8192, max_output: 1024 }

## Hand-written answers, before recordings. Edits count while llmsim runs.
# rules:
#   - match: { last_contains: weather }
#     response: It is sunny.

## Failures on purpose. Edits count while llmsim runs.
# errors:
#   rate_limit_rate: 0.01
#   server_error_rate: 0.001

## Rate limits as the provider has them. Edits count while llmsim runs.
# limits:
#   key: { rpm: 60, tpm: 100000 }

## Keys of your own: llmsim keys create --name ann
# auth:
#   mode: optional

# prices:
#   - { model: "our-model*", input: 0.15, output: 0.60, from: 2026-01-01, source: our price list }

# telemetry:
#   log: { level: info, format: pretty }
`;
