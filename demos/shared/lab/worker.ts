/** A run in a worker: commands in, what comes of them out. */
import type { Answer, Command, Said } from './messages.js';
import { failureOf, Runner } from './runner.js';

const say = (said: Said) => postMessage(said);

let runner: Runner | null = null;
/** Moments that the page has not seen yet. */
let unseen = 0;

const answers = {
  change: (command) => runner!.change(command.set),
  kick: (command) => runner!.kick(command.kick),
  checkpoint: () => runner!.checkpoint(),
  magnetization: () => runner!.magnetization(),
} satisfies { [K in Extract<Command, { id: number }>['kind']]: (command: Extract<Command, { kind: K }>) => Promise<Answer> };

addEventListener('message', ({ data }: MessageEvent<Command>) => {
  if (data.kind === 'open') {
    runner = new Runner(data.opening, {
      relaxing: (time, rate, m) => say({ kind: 'relaxing', time, rate, m }),
      opened: (opened) => say({ kind: 'opened', opened }),
      ready: () => unseen === 0,
      moment: (moment) => {
        unseen++;
        say({ kind: 'moment', moment });
      },
      waits: (waiting) => say({ kind: 'waits', waiting }),
      kept: (checkpoint, time, m) => say({ kind: 'kept', checkpoint, time, m }),
      failed: (failure) => say({ kind: 'failed', failure }),
    });
  } else if (data.kind === 'seen') unseen--;
  else if (data.kind === 'follow') runner?.follow(data.follows);
  else if ('id' in data) void answer(data);
  else runner?.[data.kind]();
});

async function answer(command: Extract<Command, { id: number }>): Promise<void> {
  const { id } = command;
  try {
    say({ kind: 'answer', id, answer: await (answers[command.kind] as (command: unknown) => Promise<Answer>)(command) });
  } catch (error) {
    say({ kind: 'refused', id, failure: failureOf(error) });
  }
}
