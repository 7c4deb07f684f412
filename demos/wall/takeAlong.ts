/** The buttons that save what a run has brought. */
import type { SceneInput } from 'spinmotive';
import { commandLine, ovfBytes, pngOf, save, sceneText, tableText } from '../shared/exports.js';
import { element } from '../shared/page.js';
import { compose } from '../shared/picture.js';
import { theme } from '../shared/theme.js';
import { makesVideos, Recording } from '../shared/video.js';
import type { Frame } from './run.js';

/** The moment that is shown, and the scene as it was written. */
export interface Shown {
  readonly frame: Frame;
  readonly scene: SceneInput;
  /** Under the picture, a few words each. */
  readonly caption: readonly string[];
}

/** Of every file. */
const NAME = 'wall';

const picture = document.createElement('canvas');
let recording: Recording | null = null;

function drawPicture({ caption }: Shown): void {
  compose(picture, [element('wire-card'), element('plots')], caption, theme());
}

/** @param shown null before the first moment of a run; @param say tells the reader what came of it */
export function listenToExports(shown: () => Shown | null, say: (words: string) => void): void {
  const on = (id: string, file: string, make: (shown: Shown) => Promise<void> | void) =>
    element(id).addEventListener('click', async () => {
      const now = shown();
      if (!now) return say('There is nothing to save yet.');
      try {
        await make(now);
        say(`${file} is saved.`);
      } catch (error) {
        say(`${file} could not be made: ${error instanceof Error ? error.message : String(error)}.`);
      }
    });
  on('save-table', `${NAME}.csv`, ({ frame }) => save(`${NAME}.csv`, tableText(frame.columns, frame.rows), 'text/csv'));
  on('save-scene', `${NAME}.json`, ({ scene }) => save(`${NAME}.json`, sceneText(scene), 'application/json'));
  on('save-m', `${NAME}.ovf`, ({ frame }) => save(`${NAME}.ovf`, ovfBytes(frame.scene, frame.m, frame.time), 'application/octet-stream'));
  on('save-picture', `${NAME}.png`, async (now) => {
    drawPicture(now);
    save(`${NAME}.png`, await pngOf(picture), 'image/png');
  });
  const video = element<HTMLButtonElement>('save-video');
  video.hidden = !makesVideos();
  video.addEventListener('click', () => {
    const now = shown();
    if (recording) return void endRecording(say);
    if (!now) return say('There is nothing to record yet.');
    drawPicture(now);
    recording = new Recording(picture);
    video.textContent = 'Stop recording';
    video.ariaPressed = 'true';
  });
}

/** For every moment that is drawn: it goes into the video, if one is being made, and the last moment ends that. */
export function tookPlace(shown: Shown, say: (words: string) => void): void {
  element('command').textContent = commandLine(NAME, shown.frame.backend);
  if (!recording) return;
  drawPicture(shown);
  if (shown.frame.done) void endRecording(say);
}

async function endRecording(say: (words: string) => void): Promise<void> {
  const ending = recording;
  recording = null;
  element('save-video').textContent = 'Video, WebM';
  element('save-video').ariaPressed = 'false';
  if (!ending) return;
  save(`${NAME}.webm`, await ending.end(), 'video/webm');
  say(`${NAME}.webm is saved.`);
}
