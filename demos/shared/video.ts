/** A video of a canvas as it is drawn, as WebM. */
const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];
const FRAMES_PER_SECOND = 30;
const BITS_PER_SECOND = 6e6;

const supported = () => (typeof MediaRecorder === 'undefined' ? undefined : TYPES.find((type) => MediaRecorder.isTypeSupported(type)));

/** Whether this browser can make one. */
export const makesVideos = (): boolean => supported() !== undefined;

export class Recording {
  private readonly recorder: MediaRecorder;
  private readonly parts: Blob[] = [];

  /** Begins at once. @throws Error where the browser makes no WebM */
  constructor(canvas: HTMLCanvasElement) {
    this.recorder = new MediaRecorder(canvas.captureStream(FRAMES_PER_SECOND), { mimeType: supported(), videoBitsPerSecond: BITS_PER_SECOND });
    this.recorder.addEventListener('dataavailable', ({ data }) => void this.parts.push(data));
    this.recorder.start();
  }

  async end(): Promise<Blob> {
    const stopped = new Promise((resolve) => this.recorder.addEventListener('stop', resolve, { once: true }));
    this.recorder.stop();
    await stopped;
    for (const track of this.recorder.stream.getTracks()) track.stop();
    return new Blob(this.parts, { type: 'video/webm' });
  }
}
