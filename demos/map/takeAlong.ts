/** The buttons that save what the map, and the wall that is looked at, have brought. */
import { parseScene } from 'spinmotive';
import { ovfBytes, pngOf, save, sceneText, tableText } from '../shared/exports.js';
import { element } from '../shared/page.js';
import { theme } from '../shared/theme.js';
import { makesVideos } from '../shared/video.js';
import type { MapPicture } from './chart.js';
import { csvOf, drawPicture, nameOf, wallName } from './exports.js';
import type { Done, Whole } from './messages.js';
import { replay } from './replay.js';
import { pointScene, sweepScene } from './scene.js';
import type { Settings } from './settings.js';

export interface Shown {
  readonly settings: Settings;
  readonly points: readonly Done[];
  readonly picture: MapPicture;
  /** The wall that is looked at. */
  readonly selected: Done | null;
  /** Its run, when that is over. */
  readonly whole: Whole | null;
}

/** @param say tells the reader what came of it */
export function listenToExports(shown: () => Shown, say: (words: string) => void): void {
  const on = (id: string, extension: string, type: string, name: (shown: Shown) => string | null, make: (shown: Shown) => BlobPart | null | Promise<BlobPart>) =>
    element(id).addEventListener('click', async () => {
      const now = shown();
      const base = name(now);
      if (base === null) return say('There is nothing to save yet.');
      const file = `${base}.${extension}`;
      try {
        const content = await make(now);
        if (content === null) return say('There is nothing to save yet.');
        save(file, content, type);
        say(`${file} is saved.`);
      } catch (error) {
        say(`${file} could not be made: ${error instanceof Error ? error.message : String(error)}.`);
      }
    });
  const mapName = ({ settings }: Shown) => nameOf(settings, settings.finest);
  const showing = ({ settings: { show, ...rest } }: Shown) => `${nameOf(rest, rest.finest)}-${show}`;
  on('save-table', 'csv', 'text/csv', mapName, ({ settings, points }) => (points.length > 0 ? csvOf(settings, points) : null));
  on('save-scene', 'json', 'application/json', mapName, ({ settings }) => sceneText(sweepScene(settings, settings.finest)));
  on('save-picture', 'png', 'image/png', showing, ({ picture }) => {
    const canvas = document.createElement('canvas');
    drawPicture(canvas, picture, theme());
    return pngOf(canvas);
  });

  const wall = ({ settings, selected }: Shown) => selected && wallName(settings, selected);
  const sceneOf = ({ settings, selected }: Shown) => selected && pointScene(settings, selected.beta, selected.drive);
  on('save-wall-table', 'csv', 'text/csv', wall, ({ whole }) => whole && tableText(whole.columns, whole.rows));
  on('save-wall-scene', 'json', 'application/json', wall, (now) => sceneText(sceneOf(now)!));
  on('save-wall-m', 'ovf', 'application/octet-stream', wall, (now) => {
    if (!now.whole) return null;
    const scene = parseScene(sceneOf(now));
    return ovfBytes(scene, now.whole.m, scene.run.duration);
  });

  const video = element<HTMLButtonElement>('save-video');
  video.hidden = !makesVideos();
  on('save-video', 'webm', 'video/webm', (now) => (now.points.length > 0 ? showing(now) : null), async ({ picture }) => {
    const label = video.textContent;
    Object.assign(video, { disabled: true, textContent: 'Recording \u2026' });
    try {
      return await replay(picture);
    } finally {
      Object.assign(video, { disabled: false, textContent: label });
    }
  });
}
