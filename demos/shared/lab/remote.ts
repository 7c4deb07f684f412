/** A run in a worker, for the page: float64 at work never keeps the page from drawing. */
import { RunError, type Checkpoint, type Kick, type Scene } from 'spinmotive';
import type { Answer, Asked, Command, Said } from './messages.js';
import type { Audience, Failure, Opening, Running } from './runner.js';

/** What is asked, without its number. */
type Question = Asked extends infer A ? (A extends Asked ? Omit<A, 'id'> : never) : never;

export class Remote implements Running {
  private readonly worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  private readonly waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  private asked = 0;
  private drawing = 0;
  private over = false;

  /** @param audience its `ready` is not asked: the worker tells again once the page has drawn */
  constructor(opening: Opening, private readonly audience: Audience) {
    this.worker.addEventListener('message', ({ data }: MessageEvent<Said>) => this.heard(data));
    this.worker.addEventListener('error', (event) => audience.failed({ message: `the worker that computes has failed: ${event.message || 'it could not be loaded'}`, foreseen: false, lost: false }));
    this.send({ kind: 'open', opening });
  }

  run(): void {
    this.send({ kind: 'run' });
  }

  hold(): void {
    this.send({ kind: 'hold' });
  }

  step(): void {
    this.send({ kind: 'step' });
  }

  follow(follows: boolean): void {
    this.send({ kind: 'follow', follows });
  }

  change(set: Readonly<Record<string, unknown>>): Promise<Scene> {
    return this.ask({ kind: 'change', set });
  }

  kick(kick: Kick): Promise<Scene> {
    return this.ask({ kind: 'kick', kick });
  }

  checkpoint(): Promise<Checkpoint> {
    return this.ask({ kind: 'checkpoint' });
  }

  magnetization(): Promise<Float64Array> {
    return this.ask({ kind: 'magnetization' });
  }

  end(): void {
    this.over = true;
    this.worker.terminate();
    cancelAnimationFrame(this.drawing);
    for (const { reject } of this.waiting.values()) reject(new RunError('the run has ended'));
    this.waiting.clear();
  }

  private heard(said: Said): void {
    const { audience, waiting } = this;
    if (this.over) return;
    if (said.kind === 'relaxing') audience.relaxing(said.time, said.rate, said.m);
    else if (said.kind === 'opened') audience.opened(said.opened);
    else if (said.kind === 'waits') audience.waits(said.waiting);
    else if (said.kind === 'kept') audience.kept(said.checkpoint, said.time, said.m);
    else if (said.kind === 'failed') audience.failed(said.failure);
    else if (said.kind === 'moment') {
      audience.moment(said.moment);
      this.drawing = requestAnimationFrame(() => this.send({ kind: 'seen' }));
    } else {
      if (said.kind === 'answer') waiting.get(said.id)?.resolve(said.answer);
      else waiting.get(said.id)?.reject(errorOf(said.failure));
      waiting.delete(said.id);
    }
  }

  private ask<T extends Answer>(question: Question): Promise<T> {
    const id = this.asked++;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (answer: Answer) => void, reject });
      this.send({ ...question, id } as Asked);
    });
  }

  private send(command: Command): void {
    this.worker.postMessage(command);
  }
}

/** As it was thrown in the worker. */
const errorOf = ({ message, foreseen }: Failure): Error => (foreseen ? new RunError(message) : new Error(message));
