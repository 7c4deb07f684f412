/** The lab: a wall that a field or a current moves, and the current that it pumps, next to theory. */
import { parseScene, type Scene } from 'spinmotive';
import { element } from '../shared/page.js';
import { Shell, type LabPage } from '../shared/lab/shell.js';
import { lastChange, settled } from '../shared/steer.js';
import { theme } from '../shared/theme.js';
import { draw } from './draw.js';
import { emptyCurves, extend, type Curves } from './curves.js';
import { openWallScene } from './limits.js';
import { drawOverlay } from './overlay.js';
import { PRESETS } from './presets.js';
import { SLIDERS, SWITCHES } from './settings.js';
import { easyComponent, expected, resistanceAt, type Theory } from './theory.js';

let curves: Curves = emptyCurves();
/** The scene as it is since the last change, and what theory says of it. */
let now: Scene | null = null;
let theory: Theory | null = null;
let since = -1;

const page: LabPage = {
  name: 'wall',
  film: 'The wire or strip from above, coloured by the direction of its magnetization. Plus, minus and 0 zoom; arrow keys move the view; p pokes what is in the middle.',
  presets: PRESETS,
  check: openWallScene,
  sliders: SLIDERS,
  switches: SWITCHES,
  pictured: () => [element('stage'), element('plots')],
  keys: ({ stage }) => [{ key: '3', does: 'in 3D, and back', act: () => void stage.choose(element('chain').hidden ? '3d' : 'above') }],
  opened: ({ player: { scene } }) => {
    curves = emptyCurves();
    now = null;
    if (!scene) return;
    const { cells: [nx, ny], cellSize: [dx, dy] } = scene.grid;
    element('stage').style.setProperty('--aspect', String((nx * dx) / (ny * dy)));
  },
  overlay: ({ player }) => (context, camera) => {
    const { scene, origin, rows, columns } = player;
    if (!scene) return;
    const last = (name: string) => rows.at(-1)?.[columns.findIndex((column) => column.name === name)];
    drawOverlay(context, camera, { scene, origin, wall: last('wall_x'), phi: last('wall_phi') }, easyComponent(scene), theme());
  },
  draw: ({ player: { scene, columns, rows, recipe, time } }) => {
    if (!scene) return;
    const changed = lastChange(scene, time);
    if (!now || changed !== since) {
      now = parseScene(settled(recipe, time));
      theory = expected(now);
      since = changed;
    }
    extend(curves, columns, rows, (at) => resistanceAt(scene, at));
    draw({ scene: now, curves, since, theory });
  },
};

void Shell.open(page);
