/** The scanner sees every import and takes nothing in a comment, string, template or regex for code. */

import { describe, expect, it } from 'vitest';
import { scanSource } from './scan-source.ts';

const found = (source: string) => scanSource(source).imports.map(({ kind, specifier }) => `${kind} ${specifier}`);

describe('scanSource', () => {
  it('finds every form of import', () => {
    expect(
      found(`
        import a from './a.ts';
        import b, { type B } from "./b.ts";
        import * as c from './c.ts';
        import {
          d,
          e as f,
        } from './d.ts';
        import type { G } from './g.ts';
        import './side-effect.ts';
        import json from './x.json' with { type: 'json' };
        export { h } from './h.ts';
        export type { I } from './i.ts';
        export * from './j.ts';
        export * as k from './k.ts';
        const l = await import('./l.ts');
        type M = typeof import('./m.ts');
      `).sort(),
    ).toEqual(
      [
        'static ./a.ts',
        'static ./b.ts',
        'static ./c.ts',
        'static ./d.ts',
        'type ./g.ts',
        'static ./side-effect.ts',
        'static ./x.json',
        'static ./h.ts',
        'type ./i.ts',
        'static ./j.ts',
        'static ./k.ts',
        'dynamic ./l.ts',
        'dynamic ./m.ts',
      ].sort(),
    );
  });

  it('takes no import for one that is written in a comment, a string or a template', () => {
    expect(
      found(`
        // import a from 'a';
        /* import b from 'b'; import('c') */
        const d = "import e from 'e'";
        const f = \`import g from 'g' \${d} import('h')\`;
        const quote = /'/; // it's
        const i = 1; // import j from 'j'
      `),
    ).toEqual([]);
  });

  it('sees the code inside a template, and behind strings, regular expressions and divisions', () => {
    const { code, imports } = scanSource(
      [
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source to scan
        'const a = `x ${[1].map((n) => { return `${Date.now()}`; })} ${import("in")} setTimeout`;',
        'const b = /[/"`]\\/`/.test("\\"`") ? 1 / 2 / 3 : "it\'s";',
        "if (x) return /'/;",
        "import c from 'c';",
      ].join('\n'),
    );
    expect(imports.map(({ specifier }) => specifier).sort()).toEqual(['c', 'in']);
    expect(code).toContain('Date.now()');
    expect(code).not.toContain('setTimeout');
    expect(code).toContain('1 / 2 / 3');
  });

  it('does not run from an export over the next import', () => {
    const { imports } = scanSource(
      "export interface A { b: string }\nexport interface B {}\nimport c from 'c';\nexport const d = 1;",
    );
    expect(imports).toEqual([{ specifier: 'c', kind: 'static', reExport: false, everything: false }]);
  });

  it('counts imports of what is no literal', () => {
    expect(scanSource('await import(name); await import(`./x.ts`);').computedImports).toBe(2);
  });
});
