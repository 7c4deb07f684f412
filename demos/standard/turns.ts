/** Runs that compute take turns: two at once would only slow each other down. */
let last: Promise<void> = Promise.resolve();

/**
 * Waits until all who asked before have had their turn, or the signal ends the waiting.
 * @returns what gives the turn on; null where the signal came first
 */
export async function takeTurn(signal: AbortSignal): Promise<(() => void) | null> {
  let giveOn = () => {};
  const over = new Promise<void>((resolve) => (giveOn = resolve));
  const before = last;
  last = before.then(() => over);
  signal.addEventListener('abort', giveOn, { once: true });
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([before, aborted]);
  if (signal.aborted) return null;
  signal.removeEventListener('abort', giveOn);
  return giveOn;
}
