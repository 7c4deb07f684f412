/** The lab: a vortex that runs, with its orbit, its voltages and its spectrum. */
import { Shell, type LabPage } from '../shared/lab/shell.js';
import { element } from '../shared/page.js';
import { theme } from '../shared/theme.js';
import { drawOrbit } from './orbit.js';
import { Place } from './place.js';
import { PRESETS } from './presets.js';
import { analyse, drawCharts, showReadings, type Analysis } from './readings.js';
import { openVortexScene } from './scene.js';
import { SLIDERS, SWITCHES } from './settings.js';
import { emptyTrace, extend, type Trace } from './trace.js';

/** What the page makes of the run, for a look from the browser's console: `vortex.trace.x`. SI units. */
export interface Vortex extends Analysis {
  readonly trace: Trace;
}

declare global {
  interface Window {
    vortex: Vortex;
  }
}

/** ms between two workings-out of the spectrum. */
const SPECTRUM_EVERY = 250;

const NOTHING: Analysis = { lines: null, gyration: null, thiele: null };

let trace = emptyTrace();
let analysis = NOTHING;
let analysed = -Infinity;
let place: Place | null = null;

const page: LabPage = {
  name: 'vortex',
  film: 'The dot from above. Arrow keys put the core elsewhere, with Shift they move the view; plus, minus and 0 zoom; p pokes what is in the middle.',
  presets: PRESETS,
  check: openVortexScene,
  sliders: SLIDERS,
  switches: SWITCHES,
  pictured: () => [element('stage'), element('plots')],
  tools: (shell) => [(place = new Place(shell, () => [trace.x.at(-1) ?? NaN, trace.y.at(-1) ?? NaN]))],
  opened: () => {
    trace = emptyTrace();
    analysis = NOTHING;
    analysed = -Infinity;
    if (place) place.target = null;
  },
  overlay: ({ player }) => (context, camera) => {
    extend(trace, player.columns, player.rows);
    drawOrbit(context, camera, trace, place?.target ?? null, theme());
  },
  draw: ({ player: { scene, columns, rows, state } }) => {
    if (!scene) return;
    extend(trace, columns, rows);
    const now = performance.now();
    if (now - analysed > SPECTRUM_EVERY || state !== 'running') {
      analysed = now;
      analysis = analyse(scene, trace);
      showReadings(analysis, trace);
    }
    window.vortex = { trace, ...analysis };
    drawCharts(analysis, trace);
  },
};

void Shell.open(page);
