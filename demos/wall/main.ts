/** The lab: a run at a time, drawn as it goes, held and stepped by hand, and compared with theory. */
import { parseScene, RunError, SceneError, type SceneInput } from 'spinmotive';
import { Gate } from '../shared/gate.js';
import { History } from '../shared/history.js';
import { listenForKeys } from '../shared/keys.js';
import { LinkError, linkOf, openLink, same, type Linked } from '../shared/link.js';
import { Pace } from '../shared/pace.js';
import { element } from '../shared/page.js';
import { backendNotice, statusFigures } from '../shared/status.js';
import { settled } from '../shared/steer.js';
import { prepare } from '../shared/theme.js';
import { listenToControls, settingsText, showChoice, slidersOf, withValue } from './controls.js';
import { draw } from './draw.js';
import { openWallScene } from './limits.js';
import { PRESETS } from './presets.js';
import { frames, type Frame } from './run.js';
import { listenToExports, tookPlace, type Shown } from './takeAlong.js';
import { expected, type Theory } from './theory.js';

/** What the page shows, for a look from the browser's console: `lab.curves.x`, `copy(JSON.stringify(lab.scene))`. */
export interface Lab {
  state: 'starting' | 'running' | 'paused' | 'done' | 'failed';
  scene: SceneInput;
  /** All of the state shown last; SI units. */
  rows: Frame['rows'];
  curves: Frame['curves'];
  m: Float64Array;
  time: number;
  backend: Frame['backend'] | null;
}

declare global {
  interface Window {
    lab: Lab;
  }
}

const blank = (scene: SceneInput): Lab => ({ state: 'starting', scene, rows: [], curves: { t: [], x: [], phi: [], emf: [], pumped: [] }, m: new Float64Array(), time: 0, backend: null });

/** ms without a change of a slider before a new run starts. */
const PAUSE = 150;
const FIRST = Object.keys(PRESETS)[0];
const SCENES = Object.fromEntries(Object.entries(PRESETS).map(([name, { scene }]) => [name, scene]));

const pace = new Pace();
const gate = new Gate((waiting) => {
  pace.pause();
  mark(waiting ? 'paused' : 'running');
  showStatus();
});
const choices = new History(openAddress());

let shown: (Shown & { readonly theory: Theory | null }) | null = null;
/** The left end of the wire that is seen, m. */
let from: number | null = null;
let stop = () => {};
/** Of the run that goes on; null before its first moment and after its end. */
let steer: Frame['steer'] | null = null;
let finished: Promise<void> = Promise.resolve();
let pending = 0;

/** Ends the run there is, waits until its engine is free, and starts the next. */
function start(): void {
  stop();
  steer = null;
  const controller = new AbortController();
  stop = () => {
    controller.abort();
    gate.renew();
  };
  const choice = choices.current;
  finished = finished.then(() => run(choice, controller.signal));
}

async function run({ scene, backend }: Linked, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  window.lab = blank(scene);
  mark('starting');
  element('error').textContent = '';
  pace.pause();
  from = null;
  let theory: Theory | null = null, since = -1;
  try {
    openWallScene(scene);
    for await (const frame of frames(scene, backend, gate, signal)) {
      if (signal.aborted) return;
      steer = frame.done ? null : frame.steer;
      if (frame.since !== since) theory = expected(parseScene(settled(frame.scene, frame.time)));
      since = frame.since;
      const { engine, time: reached } = statusFigures({ ...statusOf(frame), pace: null });
      const recipe = frame.scene.changes ? { ...scene, changes: frame.scene.changes } : scene;
      shown = { frame, scene: recipe, theory, caption: [frame.scene.title ?? 'A wall', settingsText(recipe), reached, engine] };
      pace.add(performance.now(), frame.time);
      const { rows, curves, m, time } = frame;
      window.lab = { ...window.lab, rows, curves, m, time, backend: frame.backend };
      redraw();
      element('notice').textContent = backendNotice(frame.backend);
      tookPlace(shown, say);
      mark(frame.done ? 'done' : 'running');
      showStatus();
    }
  } catch (error) {
    if (since < 0) showNothing();
    mark('failed');
    element('error').textContent = error instanceof Error ? error.message : String(error);
    // What the library foresees is for the reader; anything else is for the console too.
    if (!(error instanceof SceneError || error instanceof RunError)) console.error(error);
  }
}

function redraw(): void {
  if (shown) from = draw(shown.frame, shown.theory, from);
}

function statusOf({ scene, columns, rows, time, backend }: Frame) {
  const last = (name: string) => rows.at(-1)?.[columns.findIndex((column) => column.name === name)];
  return { scene, time, dt: last('dt'), ledger: last('ledger'), backend };
}

function showStatus(): void {
  if (!shown) return;
  const figures = statusFigures({ ...statusOf(shown.frame), pace: pace.value });
  for (const [id, text] of Object.entries(figures)) element(`status-${id}`).textContent = text;
  element<HTMLProgressElement>('bar').value = shown.frame.time / shown.frame.scene.run.duration;
}

/** What there was is of another run. */
function showNothing(): void {
  shown = null;
  for (const canvas of document.querySelectorAll('canvas')) prepare(canvas);
  for (const figure of document.querySelectorAll('.status dd')) figure.textContent = '\u2013';
  element<HTMLProgressElement>('bar').value = 0;
}

function mark(state: Lab['state']): void {
  window.lab.state = state;
  const over = state === 'done' || state === 'failed';
  element('run').textContent = over ? 'Run again' : gate.isOpen ? 'Pause' : 'Run';
  element('status-state').textContent = state;
  element<HTMLButtonElement>('step').disabled = over;
  element<HTMLButtonElement>('undo').disabled = !choices.canUndo;
}

const over = () => ['done', 'failed'].includes(window.lab.state);

function runOrPause(): void {
  if (over()) {
    gate.run();
    start();
  } else if (gate.isOpen) gate.hold();
  else gate.run();
  mark(window.lab.state);
}

function step(): void {
  if (over()) return;
  gate.step();
  mark(window.lab.state);
}

/** Back to the start, with the settings as they are now. */
function reset(): void {
  gate.hold();
  const { scene } = choices.current;
  if (scene.changes) choices.change({ ...choices.current, scene: settled(scene) });
  showAddress();
  start();
}

/** A slider steers the run that goes on; where there is none, it sets what the next one starts with. */
function turned(path: string, value: number): void {
  if (steer && !over()) return void steered(steer, { [path]: value }, (scene) => choices.change({ ...choices.current, scene }, path));
  choices.change({ ...choices.current, scene: withValue(settled(choices.current.scene), path, value) }, path);
  chosen(true);
}

async function steered(run: Frame['steer'], set: Readonly<Record<string, unknown>>, keep: (scene: SceneInput) => void): Promise<void> {
  try {
    const scene = await run(set);
    if (run !== steer) return;
    keep(scene);
    window.lab.scene = scene;
    showChoice(choices.current);
    mark(window.lab.state);
    clearTimeout(pending);
    pending = window.setTimeout(showAddress, PAUSE);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

/** What was steered is steered back; anything else begins anew. */
function undo(): void {
  if (!choices.canUndo) return;
  const before = choices.current;
  choices.undo();
  const after = choices.current;
  const start = ({ scene: { changes: _, ...scene }, preset, backend }: Linked) => ({ scene, preset, backend });
  if (!steer || over() || !same(start(before), start(after))) return chosen(false);
  const [from, to] = [slidersOf(before.scene), slidersOf(after.scene)];
  const set = Object.fromEntries(Object.entries(to).filter(([path, value]) => value !== from[path]));
  void steered(steer, set, (scene) => choices.restate({ ...after, scene }));
}

/** @param soon whether more changes may follow at once */
function chosen(soon: boolean): void {
  showChoice(choices.current);
  element('refused').textContent = '';
  mark(window.lab.state);
  clearTimeout(pending);
  pending = window.setTimeout(() => {
    showAddress();
    start();
  }, soon ? PAUSE : 0);
}

/** Only now and then: browsers slow a page down that does this for every move of a slider. */
function showAddress(): void {
  try {
    history.replaceState(null, '', `#${linkOf(choices.current, SCENES)}`);
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    history.replaceState(null, '', location.pathname);
  }
}

async function copyLink(): Promise<void> {
  try {
    await copy(new URL(`#${linkOf(choices.current, SCENES)}`, location.href).href, 'The link');
  } catch (error) {
    say((error as Error).message);
  }
}

async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} is copied.`);
  } catch {
    say(`This browser lets the page copy nothing; here it is to copy by hand: ${text}`);
  }
}

function say(words: string): void {
  element('said').textContent = words;
}

/** What the address asks for; where it asks for what cannot be, the first preset and why. */
function openAddress(): Linked {
  element('refused').textContent = '';
  const preset = { preset: FIRST, scene: SCENES[FIRST], backend: 'auto' } as const;
  if (location.hash.length < 2) return preset;
  try {
    return openLink(location.hash.slice(1), SCENES, openWallScene);
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    element('refused').textContent = `${error.message} Shown instead: ${PRESETS[FIRST].name}.`;
    return preset;
  }
}

window.lab = blank(choices.current.scene);
listenToControls(choices, chosen, turned);
listenToExports(() => shown, say);
for (const [id, act] of [['run', runOrPause], ['step', step], ['reset', reset], ['undo', undo], ['copy-link', copyLink]] as const) element(id).addEventListener('click', () => void act());
element('copy-command').addEventListener('click', () => void copy(element('command').textContent ?? '', 'The command'));
element('keys').addEventListener('click', () => element<HTMLDialogElement>('help').showModal());
listenForKeys(
  [
    { key: ' ', does: 'run or pause', act: runOrPause },
    { key: '.', does: 'one sample on', act: step },
    { key: 'r', does: 'back to the start', act: reset },
    { key: 'u', does: 'undo the last change of the settings', act: undo },
  ],
  element<HTMLDialogElement>('help'),
);

/** Whether the run was held because nobody saw the page. */
let unseen = false;
function seen(): void {
  if (document.hidden && gate.isOpen) {
    unseen = true;
    gate.hold();
  } else if (!document.hidden && unseen) {
    unseen = false;
    gate.run();
  }
  mark(window.lab.state);
}
document.addEventListener('visibilitychange', seen);
window.addEventListener('hashchange', () => {
  choices.change(openAddress());
  showChoice(choices.current);
  start();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
new ResizeObserver(redraw).observe(element('wire'));
showChoice(choices.current);
seen();
start();
