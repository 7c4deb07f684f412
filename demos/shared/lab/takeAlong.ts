/** The buttons that save what a run has brought. */
import { commandLine, ovfBytes, pngOf, save, sceneText, tableText } from '../exports.js';
import { element } from '../page.js';
import { compose } from '../picture.js';
import { theme } from '../theme.js';
import { makesVideos, Recording } from '../video.js';
import type { Player } from './player.js';

export interface Exporting {
  /** Of every file. */
  readonly name: string;
  /** What of the page goes into pictures, section below section. */
  readonly pictured: () => readonly HTMLElement[];
  /** Draws what WebGPU draws, for a copy at once. */
  readonly draw: () => void;
  /** Under the picture, a few words each. */
  readonly caption: () => readonly string[];
  /** Tells the reader what came of it. */
  readonly say: (words: string) => void;
}

export class TakeAlong {
  private readonly picture = document.createElement('canvas');
  private recording: Recording | null = null;

  constructor(private readonly player: Player, private readonly exporting: Exporting) {
    const { name } = exporting;
    this.on('save-table', `${name}.csv`, () => save(`${name}.csv`, tableText(player.columns, player.rows), 'text/csv'));
    this.on('save-scene', `${name}.json`, () => save(`${name}.json`, sceneText(player.recipe), 'application/json'));
    this.on('save-m', `${name}.ovf`, async () => {
      const m = await player.magnetization();
      if (player.scene) save(`${name}.ovf`, ovfBytes(player.scene, m, player.time), 'application/octet-stream');
    });
    this.on('save-picture', `${name}.png`, async () => {
      this.draw();
      save(`${name}.png`, await pngOf(this.picture), 'image/png');
    });
    const video = element<HTMLButtonElement>('save-video');
    video.hidden = !makesVideos();
    video.addEventListener('click', () => {
      if (this.recording) return void this.endVideo();
      if (!player.scene) return exporting.say('There is nothing to record yet.');
      this.draw();
      this.recording = new Recording(this.picture);
      video.textContent = 'Stop recording';
      video.ariaPressed = 'true';
    });
  }

  /** For every moment that is drawn: it goes into the video, if one is being made, and the last moment ends that. */
  drawn(): void {
    const { backend, state } = this.player;
    if (backend) element('command').textContent = commandLine(this.exporting.name, backend);
    if (!this.recording) return;
    this.draw();
    if (state === 'done') void this.endVideo();
  }

  private on(id: string, file: string, make: () => Promise<void> | void): void {
    const { say } = this.exporting;
    element(id).addEventListener('click', async () => {
      if (!this.player.scene) return say('There is nothing to save yet.');
      try {
        await make();
        say(`${file} is saved.`);
      } catch (error) {
        say(`${file} could not be made: ${error instanceof Error ? error.message : String(error)}.`);
      }
    });
  }

  private draw(): void {
    const { pictured, caption, draw } = this.exporting;
    draw();
    compose(this.picture, pictured(), caption(), theme());
  }

  private async endVideo(): Promise<void> {
    const ending = this.recording;
    const { name, say } = this.exporting;
    this.recording = null;
    element('save-video').textContent = 'Video, WebM';
    element('save-video').ariaPressed = 'false';
    if (!ending) return;
    const video = await ending.end();
    if (video.size === 0) return say('The recording ended before it had a picture; nothing is saved.');
    save(`${name}.webm`, video, 'video/webm');
    say(`${name}.webm is saved.`);
  }
}
