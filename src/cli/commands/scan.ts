/** `llmsim scan`: looks for secrets in committed cassettes, those of other tools too, and ends with 1 if it finds any. */

import type { Command } from 'commander';
import type { FileFinding } from '../../scan/scan-files.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export const scan: CliCommand = {
  name: 'scan',
  build(command: Command, run) {
    return command
      .description(
        'Look for secrets in cassettes of any tool: YAML, JSON, HAR, JSON lines, text; also in base64, compressed bodies and stream deltas. Values are never shown. Exit code 1 if anything is found.',
      )
      .argument('[paths...]', 'files or folders (default: this folder)')
      .option('--json', 'print the findings as a JSON array')
      .action((paths: string[], { json }: { json?: true }) =>
        run((terminal) => report(paths.length === 0 ? ['.'] : paths, json === true, terminal)),
      );
  },
};

async function report(paths: readonly string[], json: boolean, terminal: Terminal): Promise<number> {
  const { scanFiles } = await import('../../scan/scan-files.ts');
  const findings: FileFinding[] = [];
  const { files, binary, unreadable } = { files: [] as string[], binary: [] as string[], unreadable: [] as string[] };
  for await (const entry of scanFiles(paths)) {
    if (entry.kind === 'scanned') {
      files.push(entry.file);
      findings.push(...entry.findings);
      if (!json) for (const finding of entry.findings) terminal.result(lineOf(finding, terminal));
    } else if (entry.reason === 'binary') binary.push(entry.file);
    else {
      if (entry.reason === 'unreadable') unreadable.push(entry.file);
      terminal.say(`${legible(entry.file)}: skipped, ${entry.reason}`);
    }
  }
  if (json) terminal.result(JSON.stringify(findings, null, 2));
  const passedOver = binary.length === 0 ? '' : `; ${counted(binary.length, 'binary file')} skipped`;
  terminal.say(`${counted(findings.length, 'finding')} in ${counted(files.length, 'file')}${passedOver}.`);
  if (findings.length > 0) return exitCodes.failed;
  return unreadable.length > 0 ? exitCodes.usage : exitCodes.done;
}

function lineOf({ file, line, kind, masked, rule }: FileFinding, { paintResult: paint }: Terminal): string {
  return `${legible(file)}:${line}  ${paint.red(kind)}  ${masked}  ${paint.dim(`(${rule})`)}`;
}

function legible(file: string): string {
  return file.replace(/[\0-\x1f\x7f]/g, '?');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
