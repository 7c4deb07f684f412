/** What a run leaves and says where the machine code of the renderer is not installed. In a file of its own: what has been loaded once stays loaded. */
import { readdirSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cli, read, sceneFile, scratch } from './support.js';

const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
const load = loader._load;

beforeAll(() => {
  loader._load = (request, ...rest) => {
    if (request.startsWith('@resvg/resvg-js-')) throw Object.assign(new Error(`Cannot find module '${request}'\nRequire stack:\n- js-binding.js`), { code: 'MODULE_NOT_FOUND' });
    return load(request, ...rest);
  };
});
afterAll(() => void (loader._load = load));

it('keeps the SVG and says in one line why there is no PNG', async () => {
  const dir = scratch();
  const { code, out, err } = await cli(['run', sceneFile(dir), '--out', path.join(dir, 'out')]);
  expect(code).toBe(0);
  expect(readdirSync(path.join(dir, 'out')).sort()).toEqual(['checkpoint', 'summary.json', 'table.csv', 'wall.svg']);
  expect(read(dir, 'out/wall.svg')).toMatch(/<\/svg>$/);
  expect(err).toMatch(/^note: wall\.png was not drawn, wall\.svg was: @resvg\/resvg-js cannot be loaded on \S+ \S+: Cannot find module '@resvg\/resvg-js-\S+'; npm install without --omit=optional brings it$/m);
  expect(err).not.toContain('Require stack');
  expect(out).toContain(`${path.join(dir, 'out/wall.svg')}  position`);
});
