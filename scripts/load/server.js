/** A server of llmsim for a soak: started, watched from outside, asked for its ledger, stopped. */

import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const bin = fileURLToPath(new URL('../../bin/llmsim.js', import.meta.url));

/** Starts `llmsim serve` with a usage ledger of its own on a free port; rejects when it ends before it is ready. */
export async function startServer(args) {
  const folder = mkdtempSync(join(tmpdir(), 'llmsim-soak-'));
  const db = join(folder, 'usage.db');
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--usage', '--db', db, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // Also where the soak is stopped by hand.
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text) => resolve(new URL(text.split('\n', 1)[0])));
    ended.then((code) => reject(new Error(`llmsim ended with ${code} before it was ready`)));
  });
  return {
    url,
    sample: () => sampleOf(child.pid, url),
    async usage() {
      const args = [bin, 'usage', '--db', db, '--by', 'model', '--format', 'json'];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
      return JSON.parse(stdout);
    },
    async stop() {
      child.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Bytes of memory and heap, and how many sockets and files are open; 0 for what cannot be known without /proc. */
async function sampleOf(pid, url) {
  const metrics = await (await fetch(new URL('/metrics', url))).text();
  const heap = Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(metrics)?.[1] ?? 0);
  if (!existsSync(`/proc/${pid}/fd`)) return { rss: 0, heap, sockets: 0, files: 0 };
  const rss = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  const open = readdirSync(`/proc/${pid}/fd`).map((fd) => targetOf(`/proc/${pid}/fd/${fd}`));
  const sockets = open.filter((target) => target?.startsWith('socket:')).length;
  return { rss, heap, sockets, files: open.filter((target) => target !== undefined).length - sockets };
}

/** Undefined for what was closed in the meantime. */
function targetOf(fd) {
  try {
    return readlinkSync(fd);
  } catch {
    return undefined;
  }
}
