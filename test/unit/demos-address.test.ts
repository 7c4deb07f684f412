/** The address of a lab's page, where reading and writing take a moment: the latest one counts. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Address } from '../../demos/shared/address.js';
import { LinkError, type Links } from '../../demos/shared/link.js';
import { fitting } from '../../demos/shared/packing.js';
import { pcg4d } from '../../src/math/random.js';

/** Words, of which "no" is refused. */
const LINKS: Links<string> = {
  first: 'first',
  firstName: 'the first',
  write: (word) => new URLSearchParams({ v: '1', word }).toString(),
  read(link) {
    const word = new URLSearchParams(link).get('word') ?? '';
    if (word === 'no') throw new LinkError('This link says no.');
    return word;
  },
};
const LONG = 'long '.repeat(1000);
const packed = await fitting(LINKS.write(LONG));
const PACKED = `#${packed}`;
const SHORT = `#${LINKS.write('short')}`;

/** As far as an address knows of a page. */
let page: { location: { hash: string; pathname: string; href: string }; refused: { textContent: string }; written: string[]; hashchange: () => void };
beforeEach(() => {
  page = { location: { hash: '', pathname: '/lab', href: 'http://here/lab' }, refused: { textContent: '' }, written: [], hashchange: () => {} };
  vi.stubGlobal('location', page.location);
  vi.stubGlobal('document', { getElementById: () => page.refused });
  vi.stubGlobal('window', { addEventListener: (_: string, heard: () => void) => (page.hashchange = heard) });
  vi.stubGlobal('history', {
    replaceState: (_: unknown, __: string, to: string) => {
      page.written.push(to);
      page.location.hash = to.startsWith('#') ? to : '';
    },
  });
});
afterEach(() => void vi.unstubAllGlobals());

/** An address that has been read, and what it has told since. */
async function opened(hash = ''): Promise<{ address: Address<string>; heard: string[] }> {
  page.location.hash = hash;
  const address = new Address(LINKS);
  const heard: string[] = [];
  await address.open();
  address.listen((word) => void heard.push(word));
  return { address, heard };
}

/** Until all that was begun before is over: it is no longer than this. */
const awhile = async () => {
  for (let k = 0; k < 3; k++) await fitting(LINKS.write(LONG));
};

test('what it asks for, plain and packed, and why not', async () => {
  const read = async (hash: string) => {
    page.location.hash = hash;
    return [await new Address(LINKS).open(), page.refused.textContent];
  };
  expect(await read('')).toEqual(['first', '']);
  expect(await read(SHORT)).toEqual(['short', '']);
  expect(await read('#v=1&word=no')).toEqual(['first', 'This link says no. Shown instead: the first.']);
  expect(await read(PACKED)).toEqual([LONG, '']);
  expect((await read(PACKED.slice(0, -5)))[1]).toMatch(/^This link is packed, .*\. Shown instead: the first\.$/);
});

test('a plain link is read before anything else has its turn', async () => {
  page.location.hash = SHORT;
  const order: string[] = [];
  const turn = new Promise<void>((resolve) => setTimeout(() => resolve(void order.push('the next turn'))));
  void new Address(LINKS).open().then((word) => order.push(word));
  await turn;
  expect(order).toEqual(['short', 'the next turn']);
});

test('it says what is shown, packed where that is long, and nothing where there is nothing to say', async () => {
  const { address } = await opened();
  await address.show('short');
  await address.show(LONG);
  await address.show(null);
  await address.show('short');
  // Of 6 bits a letter, which nothing packs: it does not fit.
  await address.show(Array.from({ length: 30_000 }, (_, k) => String.fromCharCode(48 + (pcg4d(k, 0, 1, 1)[0] % 64))).join(''));
  expect(page.written).toEqual([SHORT, PACKED, '/lab', SHORT, '/lab']);
});

test('an older word never comes after a newer one', async () => {
  const { address } = await opened(SHORT);
  await Promise.all([address.show(LONG), address.show('short')]);
  await awhile();
  expect(page.written).toEqual([SHORT]);
  await Promise.all([address.show('short'), address.show(LONG), address.show('other'), address.show(LONG)]);
  expect(page.written).toEqual([SHORT, PACKED]);
});

test('what the reader writes there meanwhile stays, and is opened', async () => {
  const { address, heard } = await opened();
  const shown = address.show(LONG);
  page.location.hash = SHORT;
  await shown;
  // Not yet heard of, and not written over either.
  await address.show('mine');
  expect(page.written).toEqual([]);
  page.hashchange();
  await awhile();
  expect(heard).toEqual(['short']);
  await address.show('mine');
  expect(page.written).toEqual(['#v=1&word=mine']);
});

test('of two links in a row the second one counts, though it is read faster; while one is read nothing is written', async () => {
  const { address, heard } = await opened();
  page.location.hash = PACKED;
  page.hashchange();
  await address.show('mine');
  page.location.hash = SHORT;
  page.hashchange();
  await awhile();
  expect(heard).toEqual(['short']);
  page.location.hash = PACKED;
  page.hashchange();
  await awhile();
  expect([heard, page.written]).toEqual([['short', LONG], []]);
});

test('another link while the first one is read', async () => {
  page.location.hash = PACKED;
  const word = new Address(LINKS).open();
  page.location.hash = '#v=1&word=no';
  expect([await word, page.refused.textContent]).toEqual(['first', 'This link says no. Shown instead: the first.']);
});
