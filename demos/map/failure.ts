/** What goes wrong in a worker, in words for the page. */
import { GpuError, RunError, SceneError } from 'spinmotive';
import type { Failed } from './messages.js';

export function failed(error: unknown): Failed {
  const foreseen = error instanceof SceneError || error instanceof RunError || error instanceof GpuError;
  return { kind: 'failed', foreseen, lost: error instanceof GpuError && error.lost, message: error instanceof Error ? error.message : String(error) };
}
