/** Imports run down the line of layers: units, math < scene < plan < twins < kernels < lower < engines < observe < run < io < library < entries. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { offenders } from '../support/layers.js';

function tree(...roots: string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const root of roots) {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name).split(sep).join('/');
      files.set(path, /\.ts$/.test(path) ? readFileSync(path, 'utf8') : '');
    }
  }
  return files;
}

it('no file of src imports upwards or in a circle, and demos import the public entry', () => {
  const files = tree('src', 'demos');
  expect([...files.keys()].filter((file) => file.startsWith('src/') && file.endsWith('.ts')).length).toBeGreaterThan(50);
  expect(offenders(files)).toEqual([]);
});

describe('the check itself', () => {
  const sane: [string, string][] = [
    ['src/units.ts', 'export const e = 1;'],
    ['src/plan/layout.ts', "import { e } from '../units.js'; export const stride = e;"],
    ['src/run/state.ts', 'export interface Totals { window: number; process: string }\nexport const t = { window: 0, document: 1 }; export const n = (window: number) => t.window + window;'],
    ['src/index.ts', "export * from './run/state.js';"],
    ['src/node/index.ts', "import { readFileSync } from 'node:fs'; export * from '../index.js'; process.exit(readFileSync('a').length);"],
    ['src/browser/page.ts', 'document.title = window.name;'],
    ['demos/wall.ts', "import { t } from '../src/index.js'; import './style.css'; import * as d3 from 'd3'; d3.x(t);"],
    ['demos/style.css', ''],
  ];
  const broken = (...changed: [string, string][]) => offenders(new Map([...sane, ...changed]));

  it('finds nothing in a tree that keeps the rules', () => expect(broken()).toEqual([]));

  const cases: [string, [string, string][], string[]][] = [
    ['an upward import', [['src/units.ts', "import './plan/types.js';"], ['src/plan/types.ts', '']], ['src/units.ts -> src/plan/types.ts: up from units, math to plan']],
    ['an upward import of types only', [['src/units.ts', "import type { A } from './plan/types.js';"], ['src/plan/types.ts', '']], ['src/units.ts -> src/plan/types.ts: up from units, math to plan']],
    ['an upward import() type', [['src/units.ts', "export type B = import('./plan/types.js').A;"], ['src/plan/types.ts', '']], ['src/units.ts -> src/plan/types.ts: up from units, math to plan']],
    ['an upward import() call', [['src/units.ts', "export const b = () => import('./plan/types.js');"], ['src/plan/types.ts', '']], ['src/units.ts -> src/plan/types.ts: up from units, math to plan']],
    ['an upward re-export', [['src/units.ts', "export { a } from './plan/types.js';"], ['src/plan/types.ts', '']], ['src/units.ts -> src/plan/types.ts: up from units, math to plan']],
    ['a twin that knows the table', [['src/cpu/wire/stage.ts', "import '../../kernels.js';"], ['src/kernels.ts', '']], ['src/cpu/wire/stage.ts -> src/kernels.ts: up from twins to kernels']],
    ['a circle', [['src/math/a.ts', "import './b.js';"], ['src/math/b.ts', "import type { C } from './c.js';"], ['src/math/c.ts', "import './a.js';"]], ['circle: src/math/a.ts -> src/math/b.ts -> src/math/c.ts -> src/math/a.ts']],
    ['node: outside src/node', [['src/run/state.ts', "import 'node:fs';"]], ['src/run/state.ts -> node:fs: only src/node may']],
    ['a builtin by its bare name', [['src/run/state.ts', "import 'fs';"]], ['src/run/state.ts -> fs: only src/node may']],
    ['the page outside src/browser', [['src/run/state.ts', 'export const w = window.innerWidth + document.title.length;']], ['src/run/state.ts -> document: only src/browser may', 'src/run/state.ts -> window: only src/browser may']],
    ['a Node global outside src/node', [['src/run/state.ts', 'process.exit(1);']], ['src/run/state.ts -> process: only src/node may']],
    ['a demo that reaches inside', [['demos/wall.ts', "import { e } from '../src/units.js';"]], ['demos/wall.ts -> src/units.ts: demos import only the public entry']],
    ['src that imports a demo', [['src/index.ts', "import '../demos/wall.js';"]], ['circle: demos/wall.ts -> src/index.ts -> demos/wall.ts', 'src/index.ts -> demos/wall.ts: out of src']],
    ['a file in no layer', [['src/stray.ts', '']], ['src/stray.ts: belongs to no layer']],
    ['an import of nothing', [['src/index.ts', "import './gone.js';"]], ['src/index.ts -> ./gone.js: no such file']],
  ];
  it.each(cases)('reports %s', (_what, changed, expected) => expect(broken(...changed)).toEqual(expected));
});
