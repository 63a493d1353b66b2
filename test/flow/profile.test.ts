import { copyFileSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInProfileAliases, builtInProfileNames } from '../../src/latency/built-in-profiles.ts';
import { readProfile } from '../../src/latency/read-profile.ts';
import { ttftQuantile } from '../../src/latency/time-to-first-token.ts';
import { builtIn } from '../support/latency-profiles.ts';
import { runCli } from '../support/run-cli.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { timedInteraction, timedStreams, writeTimed } from '../support/timed-recordings.ts';

const profile = (...args: readonly string[]) => runCli(['profile', ...args]);

/** A folder with a cassette of so many streams at the pace of a profile. */
async function recorded(count: number, name: string, topic = 'a'): Promise<string> {
  const root = tempFolder();
  await writeTimed(root, 'one', timedStreams(count, builtIn(name), topic));
  return root;
}

describe('llmsim profile ls', () => {
  it('has a line for every profile, short names first, with what each stands for', async () => {
    const { code, stdout, stderr } = await profile('ls');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const names = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(' ')[0]);
    expect(names).toEqual(expect.arrayContaining([...builtInProfileAliases(), 'instant']));
    expect(stdout).toMatch(/^NAME +TTFT p50 +p95 +p99 +thinking +tok\/s +grade +date +model +alias of$/m);
    expect(stdout).toMatch(/^gpt4 +639 ms +1\.14 s +4\.52 s +81\.0 +A\/B +2026-04 +gpt-4o +openai\.gpt-4o\.2026-04$/m);
  });

  it('gives JSON on request, of every name', async () => {
    const { stdout } = await profile('ls', '--json');
    const rows = JSON.parse(stdout) as { name: string; aliasOf: string | null; ttftMs: { p95: number } }[];
    expect(rows.map(({ name }) => name).sort()).toEqual([...builtInProfileAliases(), ...builtInProfileNames()].sort());
    expect(rows.find(({ name }) => name === 'gpt4')).toMatchObject({
      aliasOf: 'openai.gpt-4o.2026-04',
      tokensPerSecond: expect.closeTo(81, 5),
    });
  });
});

describe('llmsim profile show', () => {
  it('tells of one: source, figures, and a histogram', async () => {
    const { code, stdout } = await profile('show', 'claude-haiku');
    expect(code).toBe(0);
    expect(stdout).toContain('claude-haiku  →  anthropic.claude-haiku-4.5.2026-04');
    expect(stdout).toMatch(/^model +claude-haiku-4\.5 at anthropic, 2026-04$/m);
    expect(stdout).toMatch(/^samples +288$/m);
    expect(stdout).toMatch(/^time to first token( +\S+ m?s){4}$/m);
    expect(stdout).toMatch(/times with 100,000\.$/m);
    expect(stdout.match(/ │█/g)?.length).toBeGreaterThan(10);
  });

  it('is the same each time, and another with another seed', async () => {
    const [first, second, other] = await Promise.all([
      profile('show', 'groq'),
      profile('show', 'groq'),
      profile('show', 'groq', '--seed', 'x'),
    ]);
    expect(second?.stdout).toBe(first?.stdout);
    expect(other?.stdout).not.toBe(first?.stdout);
  });

  it('ends with 2 for a name that there is not, and says what is near', async () => {
    const { code, stdout, stderr } = await profile('show', 'gpt-4o-mni');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Did you mean gpt-4o-mini?');
  });
});

describe('llmsim profile fit', () => {
  it('prints a profile that reads back, is near to the recorded pace and says how near', async () => {
    const root = await recorded(200, 'gpt-4.1');
    const { code, stdout, stderr } = await profile('fit', root);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const fitted = readProfile(stdout, 'mine');
    expect(fitted.about).toMatchObject({
      provider: 'openai',
      model: 'test-model',
      date: '2026-11-02',
      samples: 200,
      grade: { ttft: 'A', speed: 'A' },
    });
    const p50 = ttftQuantile(fitted.ttft, 0.5);
    expect(p50).toBeGreaterThan(726 * 0.93);
    expect(p50).toBeLessThan(726 * 1.07);
    expect(stdout).toMatch(/^# Fitted by llmsim to 200 recordings of openai, test-model\.$/m);
    expect(stdout).toMatch(/^# {3}TTFT +0\.\d{3} +p [01]\.\d\d +200 measurements$/m);
    expect(stdout).toMatch(/^# {3}speed( +\S+ tok\/s){6}$/m);
  });

  it('takes one model of several, and warns where it is not told which', async () => {
    const root = tempFolder();
    await writeTimed(root, 'one', [
      ...timedStreams(40, builtIn('groq'), 'a', { model: 'fast' }),
      ...timedStreams(35, builtIn('gpt-4o'), 'b', { model: 'slow' }),
    ]);
    const one = await profile('fit', root, '--model', 'fast');
    expect(one.stderr).toBe('35 recordings left out: 35 of other models.\n');
    expect(readProfile(one.stdout, 'x').about).toMatchObject({ model: 'fast', samples: 40 });
    const both = await profile('fit', root);
    expect(both.stderr).toContain('This mixes 2 models (fast, slow); --model chooses one.');
  });

  it('warns under 30 samples, and says what was left out and why', async () => {
    const root = tempFolder();
    await writeTimed(root, 'one', [
      ...timedStreams(29, builtIn('groq'), 'a'),
      timedInteraction('whole', builtIn('groq'), { stream: false }),
      timedInteraction('refused', builtIn('groq'), { status: 429 }),
    ]);
    const name = readdirSync(join(root, 'one')).find((one) => one.includes('whole')) ?? '';
    writeFileSync(join(root, 'one', name), '{');
    const { code, stdout, stderr } = await profile('fit', root);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^2 recordings left out: (1 defective, 1 with an error|1 with an error, 1 defective)\.$/m);
    expect(stderr).toContain(name);
    expect(stderr).toContain('Only 29 recordings tell the pace');
    expect(readProfile(stdout, 'x').about).toMatchObject({ samples: 29, grade: { ttft: 'B', speed: 'B' } });
  });

  it('fits one recording, and counts it as one', async () => {
    const root = await recorded(1, 'groq');
    const { code, stdout, stderr } = await profile('fit', root);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# {3}speed +0\.500 +p 0\.\d+ +1 measurement$/m);
    expect(stderr).toContain('Only 1 recording tells the pace');
  });

  it('prints nothing and ends with 1 where nothing tells a pace, with 2 where nothing is', async () => {
    const root = tempFolder();
    await writeTimed(root, 'one', [timedInteraction('whole', builtIn('groq'), { stream: false })]);
    const none = await profile('fit', root);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('1 recording left out: 1 not streamed.');
    expect(none.stderr).toContain('tells how fast an answer came');
    expect(none.stderr).toContain('what tells a pace are streams');
    const ofNone = await profile('fit', root, '--model', 'nobody');
    expect(ofNone).toMatchObject({ code: 1, stdout: '' });
    expect(ofNone.stderr).toContain('`llmsim cassette ls` says of which models');
    const empty = tempFolder();
    const nothing = await profile('fit', empty);
    expect(nothing).toMatchObject({ code: 1, stdout: '' });
    expect(nothing.stderr).toContain(`There is no recording in ${empty}.\n  \`llmsim record\` makes some;`);
    expect(await profile('fit', join(root, 'x'))).toMatchObject({ code: 2, stdout: '' });
  });

  it('lets no name in a cassette write into the profile', async () => {
    const root = tempFolder();
    const model = 'm"\nttft: 1 #\u0085x: y';
    await writeTimed(root, 'one', timedStreams(30, builtIn('groq'), 'a', { model }));
    const { stdout } = await profile('fit', root);
    const { about, ttft } = readProfile(stdout, 'x');
    expect(about?.model).toBe(model);
    expect(ttftQuantile(ttft, 0.5)).toBeGreaterThan(150);
  });
});

describe('llmsim profile compare', () => {
  it('finds recordings and the profile that they came from alike, and another profile not', async () => {
    const root = await recorded(150, 'gpt-4.1');
    const same = await profile('compare', root, 'gpt-4.1');
    expect({ code: same.code, stderr: same.stderr }).toEqual({ code: 0, stderr: '' });
    expect(same.stdout).toMatch(/^A {2}\S+, 150 recordings\nB {2}gpt-4\.1, profile, 2,100 answers drawn\n\n/);
    expect(same.stdout.match(/KS 0\.\d{3}, p [01]\.\d+: no difference found \(at 1 %\)$/gm)).toHaveLength(3);
    const other = await profile('compare', 'groq', root);
    expect(other.stdout.match(/KS 0\.\d{3}, p < 0\.001: they differ \(at 1 %\)$/gm)).toHaveLength(3);
    expect(other.stdout).toMatch(/^TTFT +p50( +\d+ ms){2} +\+[\d.]+ %$/m);
  });

  it('compares two cassettes, and a file of a fit with what it was fitted to', async () => {
    const a = await recorded(60, 'groq', 'a');
    const b = await recorded(60, 'groq', 'b');
    const { code, stdout } = await profile('compare', a, b, '--json');
    expect(code).toBe(0);
    const { figures, ...sides } = JSON.parse(stdout) as { figures: { figure: string; ks: { pValue: number } }[] };
    expect(sides).toEqual({ a: { name: a, answers: 60 }, b: { name: b, answers: 60 } });
    expect(figures.map(({ figure }) => figure)).toEqual(['TTFT', 'speed', 'gap']);
    for (const { ks } of figures) expect(ks.pValue).toBeGreaterThan(0.01);
    const file = join(tempFolder(), 'mine.yaml');
    writeFileSync(file, (await profile('fit', a)).stdout);
    const fitted = await profile('compare', a, file);
    expect(fitted.stdout.match(/no difference found/g)).toHaveLength(3);
  });

  it('ends with 1 where one side tells nothing', async () => {
    const a = await recorded(5, 'groq');
    const root = tempFolder();
    await writeTimed(root, 'one', [timedInteraction('whole', builtIn('groq'), { stream: false })]);
    expect(await profile('compare', a, root)).toMatchObject({ code: 1, stdout: '' });
    expect(await profile('compare', a, 'nobody')).toMatchObject({ code: 2, stdout: '' });
  });

  it('takes the name of a profile for that, and a folder of this name by its path', async () => {
    const cwd = await recorded(5, 'gpt-4.1');
    renameSync(join(cwd, 'one'), join(cwd, 'groq'));
    const { stdout } = await runCli(['profile', 'compare', './groq', 'groq'], { cwd });
    expect(stdout).toMatch(/^A {2}\.\/groq, 5 recordings\nB {2}groq, profile, /);
    const help = await profile('compare', '--help');
    expect(help.stdout).toContain('./groq');
  });

  it('takes a folder of files of any cassette', async () => {
    const a = await recorded(5, 'groq');
    const copy = tempFolder();
    mkdirSync(join(copy, 'mixed'));
    for (const name of readdirSync(join(a, 'one'))) copyFileSync(join(a, 'one', name), join(copy, 'mixed', name));
    const { code, stdout } = await profile('compare', a, join(copy, 'mixed'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/KS 0\.000, p 1\.00/);
  });
});
