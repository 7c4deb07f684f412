/** What of a card's run can be saved. */
import { commandLine, ovfBytes, pngOf, save, sceneText, tableText } from '../shared/exports.js';
import { compose } from '../shared/picture.js';
import { theme } from '../shared/theme.js';
import { makesVideos, Recording } from '../shared/video.js';
import type { Run } from './record.js';
import { captionOf } from './words.js';

/** Buttons by what they save. */
export interface SaveButtons {
  readonly table: HTMLButtonElement;
  readonly scene: HTMLButtonElement;
  readonly m: HTMLButtonElement;
  readonly picture: HTMLButtonElement;
  readonly video: HTMLButtonElement;
}

export class TakeAlong {
  private readonly picture = document.createElement('canvas');
  private recording: Recording | null = null;
  /** Waits for the next drawing. */
  private wanted: (() => void) | null = null;

  /**
   * @param stage whose canvases are the picture
   * @param shown null where there is no run
   * @param magnetization of the run as it stands, and its time
   * @param redraw draws the film anew, and calls `drawn` while its canvas has a picture to copy
   * @param say tells the reader what came of it
   */
  constructor(private readonly stage: HTMLElement, private readonly buttons: SaveButtons, private readonly shown: () => Run | null, magnetization: () => Promise<{ m: Float64Array; time: number }>, private readonly redraw: () => void, private readonly say: (words: string) => void) {
    const on = (button: HTMLButtonElement, ending: string, make: (run: Run, file: string) => Promise<void> | void) => button.addEventListener('click', () => void this.save(ending, make));
    on(buttons.table, 'csv', ({ columns, rows }, file) => save(file, tableText(columns, rows), 'text/csv'));
    on(buttons.scene, 'json', ({ scene }, file) => save(file, sceneText(scene), 'application/json'));
    on(buttons.m, 'ovf', async ({ whole }, file) => {
      const { m, time } = await magnetization();
      if (whole) save(file, ovfBytes(whole, m, time), 'application/octet-stream');
    });
    on(buttons.picture, 'png', async (_, file) => {
      await new Promise<void>((resolve) => {
        this.wanted = resolve;
        redraw();
      });
      save(file, await pngOf(this.picture), 'image/png');
    });
    buttons.video.hidden = !makesVideos();
    buttons.video.addEventListener('click', () => void this.video());
  }

  /** The film and the charts are on their canvases. */
  drawn(): void {
    const run = this.shown();
    if (!run || !(this.wanted || this.recording)) return;
    compose(this.picture, [this.stage], captionOf(run), theme());
    this.wanted?.();
    this.wanted = null;
  }

  /** Ends a video whose run is over. */
  over(): void {
    if (this.recording) void this.video();
  }

  private async save(ending: string, make: (run: Run, file: string) => Promise<void> | void): Promise<void> {
    const run = this.shown();
    if (!run) return;
    const file = `${run.problem.id}.${ending}`;
    try {
      await make(run, file);
      this.say(`${file} is saved.`);
    } catch (error) {
      this.say(`${file} could not be made: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }

  private async video(): Promise<void> {
    const { recording } = this;
    const { video } = this.buttons;
    const run = this.shown();
    if (!run) return;
    if (!recording) {
      // Drawn once before, so that the video has its size from the first frame on.
      compose(this.picture, [this.stage], captionOf(run), theme());
      this.recording = new Recording(this.picture);
      this.redraw();
    }
    video.textContent = recording ? 'Video, WebM' : 'Stop recording';
    video.ariaPressed = String(!recording);
    if (!recording) return;
    this.recording = null;
    await this.save('webm', async (_, file) => save(file, await recording.end(), 'video/webm'));
  }
}

/** Repeats the run where its scene was saved. */
export const commandOf = ({ problem, backend }: Run): string => (backend ? commandLine(problem.id, backend) : '');
