/** The entry of the command line: answers `--version` at once, else loads the program, and turns errors into exit codes. */

import { readFileSync } from 'node:fs';
import { LlmsimError } from '../core/errors.ts';
import { exitCodes } from './exit-codes.ts';

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '?';
}

async function main(args: readonly string[]): Promise<number> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(`${version()}\n`);
    return exitCodes.done;
  }
  try {
    const { runProgram } = await import('./program.ts');
    return await runProgram(args, version());
  } catch (error) {
    if (error instanceof LlmsimError) {
      process.stderr.write(`llmsim: ${error.message}\n${error.hint === '' ? '' : `  ${error.hint}\n`}`);
      return exitCodes.usage;
    }
    process.stderr.write(
      `llmsim: unexpected failure, please report it.\n${error instanceof Error ? error.stack : error}\n`,
    );
    return exitCodes.failed;
  }
}

// `llmsim cassette ls | head`: the reader has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
  throw error;
});

// `llmsim record 2>&1 | tee log`: Ctrl-C ends tee first. That nobody reads the log must not cut answers and recordings.
process.stderr.on('error', () => {});

// Not process.exit: what is still in the pipes of stdout and stderr would be lost. Not awaited: what `main` loads imports this file.
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
