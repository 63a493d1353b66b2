/** Installs the peers that are shown beside llmsim in a folder of their own; they are no dependencies of this project. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Exact, so that figures can be compared later. */
const dependencies = { '@copilotkit/aimock': '1.43.0', fastify: '5.12.8' };

/** The folder with the peers, or undefined, with a word on stderr, where they cannot be installed (without network). */
export function installPeers() {
  const versions = Object.values(dependencies).join('-');
  const folder = join(tmpdir(), `llmsim-bench-peers-${versions}`);
  const done = join(folder, 'installed');
  if (existsSync(done)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    process.stderr.write('The peers could not be installed; their rows are left out.\n');
    return undefined;
  }
  writeFileSync(done, '');
  return folder;
}
