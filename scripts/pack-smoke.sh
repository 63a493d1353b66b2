#!/usr/bin/env bash
# Packs the project, installs the tarball in a folder of its own, and uses the installed command.
set -euo pipefail
cd "$(dirname "$0")/.."
place="$(mktemp -d)"
server=""
cleanup() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$place"
}
trap cleanup EXIT

tarball="$(npm pack --silent --pack-destination "$place" | tail -1)"
# Not `npm init --prefix`, which writes to this project's package.json.
(cd "$place" && npm init --yes >/dev/null)
npm install --prefix "$place" --no-audit --no-fund "$place/$tarball" >/dev/null
llmsim="$place/node_modules/.bin/llmsim"

"$llmsim" --version
"$llmsim" demo >/dev/null
"$llmsim" cassette verify "$place/node_modules/llmsim/cassettes"
"$llmsim" replay "$place/node_modules/llmsim/cassettes" --port 0 >"$place/url" 2>"$place/log" &
server=$!
for _ in $(seq 100); do
  [ -s "$place/url" ] && break
  sleep 0.1
done
node -e '
  fetch(process.argv[1] + "/health").then((r) => r.json()).then((health) => {
    if (health.status !== "ok" || health.mode !== "none") throw new Error(JSON.stringify(health));
    console.log("installed llmsim serves:", JSON.stringify(health));
  });
' "$(head -1 "$place/url")"
(cd "$place" && node --input-type=module -e 'import { startSimulator } from "llmsim"; if (typeof startSimulator !== "function") process.exit(1);')
kill -INT "$server"
wait "$server"
server=""
echo "The packed tarball works."
