/** Preloaded into a server that is measured without what cannot be switched off: one method of one module does nothing. */

import { register } from 'node:module';

/** By the name that `LLMSIM_BENCH_WITHOUT` gives: the module, and where its work begins. */
const parts = {
  metrics: ['telemetry/metrics.js', 'count = (record) => {'],
  journal: ['telemetry/recent-answers.js', 'add = (record) => {'],
  watching: ['telemetry/watch-answers.js', 'atOnce(begun, arrives) {'],
};

const part = process.env.LLMSIM_BENCH_WITHOUT;
// The same file is loaded again as the hooks of a thread of its own, where nothing is to be registered.
if (part !== undefined && new URL(import.meta.url).search === '') {
  register(`${import.meta.url}?hooks`, { data: { part } });
}

let wanted;

export function initialize({ part }) {
  wanted = parts[part];
  if (wanted === undefined) throw new Error(`there is no part ${part}; there are ${Object.keys(parts).join(', ')}`);
}

export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (wanted === undefined || !url.endsWith(`/dist/${wanted[0]}`)) return loaded;
  const source = String(loaded.source);
  if (!source.includes(wanted[1])) throw new Error(`${url} has no "${wanted[1]}" any more: mend bench/without.js`);
  return { ...loaded, source: source.replace(wanted[1], `${wanted[1]} return;`) };
}
