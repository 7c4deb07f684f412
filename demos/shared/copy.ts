/**
 * Puts words on the clipboard; where the browser does not let it, says them to be copied by hand.
 * @param words where they take a moment they are promised, so that they are still what the reader has clicked for
 * @returns whether they are on it @throws what the promise rejects with
 */
export async function copy(words: string | Promise<string>, say: (words: string) => void): Promise<boolean> {
  try {
    if (typeof words === 'string') await navigator.clipboard.writeText(words);
    else await navigator.clipboard.write([new ClipboardItem({ 'text/plain': words.then((text) => new Blob([text], { type: 'text/plain' })) })]);
    return true;
  } catch {
    say(`This browser lets the page copy nothing; here it is to copy by hand: ${await words}`);
    return false;
  }
}
