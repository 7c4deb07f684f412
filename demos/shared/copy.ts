/**
 * Puts words on the clipboard; where the browser does not let it, says them to be copied by hand.
 * @param words where they take a moment they are promised
 * @returns whether they are on it @throws what the promise rejects with
 */
export async function copy(words: string | Promise<string>, say: (words: string) => void): Promise<boolean> {
  try {
    await (typeof words === 'string' ? navigator.clipboard.writeText(words) : promised(words));
    return true;
  } catch {
    say(`This browser lets the page copy nothing; here it is to copy by hand: ${await words}`);
    return false;
  }
}

/** Safari has forgotten the reader's click by the time a promise is kept, unless it was given that promise; others know no such promises. */
async function promised(words: Promise<string>): Promise<void> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': words.then((text) => new Blob([text], { type: 'text/plain' })) })]);
  } catch {
    await navigator.clipboard.writeText(await words);
  }
}
