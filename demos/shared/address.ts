/** The address of a lab's page: what it asks for, and what it is made to say. */
import { copy } from './copy.js';
import { LinkError, type Links } from './link.js';
import { fitting, LONGEST, unpacked } from './packing.js';
import { element } from './page.js';

export class Address<T> {
  /** The fragment that was read or written last; another one is the reader's, and about to be read. */
  private known = '';
  /** Count what was asked of the page and what it has to say: long links take a moment, and the latest one counts. */
  private asked = 0;
  private said = 0;

  constructor(private readonly links: Links<T>) {}

  /** What the address asks for; where it asks for what cannot be, what there is to see without a link, and the page says why. */
  async open(): Promise<T> {
    const { hash } = location;
    const { first, firstName, read } = this.links;
    let value = first;
    let refused = '';
    try {
      if (hash.length > 1) value = read(await unpacked(hash.slice(1)));
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      refused = `${error.message} Shown instead: ${firstName}.`;
    }
    if (location.hash !== hash) return this.open();
    this.known = hash;
    element('refused').textContent = refused;
    return value;
  }

  /** @param opened called with what the address asks for, whenever the reader makes it another one */
  listen(opened: (value: T) => void): void {
    window.addEventListener('hashchange', async () => {
      const turn = ++this.asked;
      const value = await this.open();
      if (turn === this.asked) opened(value);
    });
  }

  /**
   * To be called only now and then: browsers slow a page down that does this for every move of a slider.
   * @param value null: nothing, as of a page without a link; so is what no link holds
   */
  async show(value: T | null): Promise<void> {
    const turn = ++this.said;
    let address = location.pathname;
    try {
      if (value !== null) address = `#${await fitting(this.links.write(value))}`;
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
    }
    if (turn !== this.said || location.hash !== this.known) return;
    history.replaceState(null, '', address);
    this.known = location.hash;
  }

  /** Copies a link. @param say tells the reader what came of it */
  async copy(value: T, say: (words: string) => void): Promise<void> {
    const fragment = fitting(this.links.write(value));
    const whole = (it: string) => new URL(`#${it}`, location.href).href;
    try {
      if (!(await copy(typeof fragment === 'string' ? whole(fragment) : fragment.then(whole), say))) return;
      const { length } = await fragment;
      say(length > LONGEST ? `The link is copied. It has ${length.toLocaleString('en')} characters, more than some chats pass on whole.` : 'The link is copied.');
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      say(error.message);
    }
  }
}
