/** The guide to fitting a profile shows what its commands print: they are run on recordings of a known pace. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../src/latency/read-profile.ts';
import { builtIn } from './support/latency-profiles.ts';
import { PROJECT_ROOT, runCli } from './support/run-cli.ts';
import { tempFolder } from './support/temp-folder.ts';
import { timedStreams, writeTimed } from './support/timed-recordings.ts';

const guide = readFileSync(join(PROJECT_ROOT, 'docs/guides/fit-a-latency-profile.md'), 'utf8');

/** Each command with what is shown of its output. */
const examples = [...guide.matchAll(/```console\n\$ llmsim ([^\n]+)\n([\s\S]*?)```/g)].map(
  ([, command = '', output = '']) => ({
    command,
    output,
  }),
);

/** Logarithms differ in their last digit from one version of a JavaScript engine to the next, so figures count as figures. */
function withoutFigures(text: string): string {
  return text
    .replace(/[+-]?\d[\d,.]*/g, '0')
    .replace(/ +/g, ' ')
    .trimEnd();
}

async function recordings(root: string): Promise<void> {
  const mini = builtIn('gpt-4o-mini');
  const model = 'gpt-4o-mini';
  await writeTimed(root, 'monday', timedStreams(300, mini, 'Question', { model }));
  const friday = { ...mini, ttft: builtIn('gpt-4o').ttft };
  await writeTimed(root, 'friday', timedStreams(300, friday, 'Question of the end of the week', { model }));
}

describe('the guide to latency profiles', () => {
  it('shows what its commands print', async () => {
    const cwd = tempFolder();
    await recordings(join(cwd, 'cassettes'));
    expect(examples.map(({ command }) => command.split(' ').slice(0, 2).join(' '))).toEqual([
      'profile fit',
      'profile compare',
      'profile compare',
      'profile show',
    ]);
    for (const { command, output } of examples) {
      const [line = '', file] = command.split(' > ');
      const { code, stdout, stderr } = await runCli(line.split(' '), { cwd });
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
      if (file === undefined) {
        // Of a long output, only the beginning is shown.
        expect(withoutFigures(stdout).slice(0, withoutFigures(output).length)).toBe(withoutFigures(output));
      } else {
        writeFileSync(join(cwd, file), stdout);
        const [, shown = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
        expect(withoutFigures(stdout)).toBe(withoutFigures(shown));
        const [made, told] = [readProfile(stdout, 'made'), readProfile(shown, 'shown')].map(({ ttft, pace }) => [
          ttft.body.kind === 'lognormal' ? ttft.body.mu : 0,
          ttft.spike?.weight ?? 0,
          pace.kind === 'speed' ? pace.jitter : 0,
        ]);
        made?.forEach((figure, i) => {
          expect(figure).toBeCloseTo(told?.[i] ?? 0, 3);
        });
      }
    }
  }, 60_000);
});
