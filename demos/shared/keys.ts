/** Keys of a lab, and the dialog that lists them. */
export interface Key {
  /** As KeyboardEvent.key has it. */
  readonly key: string;
  readonly does: string;
  readonly act: () => void;
}

const NAMES: Readonly<Record<string, string>> = { ' ': 'Space' };
/** Where a space already does something of its own. */
const TAKES_SPACE = 'a, button, summary, select, input:not([type=range])';
const TAKES_TEXT = 'textarea, select, input:not([type=range], [type=radio], [type=checkbox])';

/** Listens for keys, and for ?, which opens `dialog` with their list. */
export function listenForKeys(keys: readonly Key[], dialog: HTMLDialogElement): void {
  const help: Key = {
    key: '?',
    does: 'this list',
    act: () => {
      if (!dialog.open) dialog.showModal();
    },
  };
  const list = document.createElement('dl');
  for (const { key, does } of [...keys, help]) {
    const name = document.createElement('kbd');
    name.textContent = NAMES[key] ?? key;
    const term = document.createElement('dt');
    term.append(name);
    const meaning = document.createElement('dd');
    meaning.textContent = does;
    list.append(term, meaning);
  }
  dialog.querySelector('form')?.before(list);

  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey, repeat } = event;
    const at = target instanceof Element ? target : document.body;
    if (ctrlKey || metaKey || altKey || dialog.open || at.matches(TAKES_TEXT)) return;
    if (key === ' ' && at.matches(TAKES_SPACE)) return;
    const found = [...keys, help].find((one) => one.key === key);
    if (!found || (repeat && key !== '.')) return;
    event.preventDefault();
    found.act();
  });
}
