/** docs/api.md is what the public names and their docstrings say. */

import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { PROJECT_ROOT } from '../support/run-cli.ts';

it('docs/api.md is current; else: npm run build && node scripts/api-docs.js', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/api-docs.js', '--check'], {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
