import type {
  PageState,
  changed as Changed,
  isFiltered as IsFiltered,
  announce as Announce,
  button as Button,
  byId as ById,
  colored as Colored,
  copyButton as CopyButton,
  el as El,
  plural as Plural,
  statuses as Statuses,
} from './base';
import type { csvText as CsvText, saveText as SaveText } from './csv';

declare const changed: typeof Changed;
declare const isFiltered: typeof IsFiltered;
declare const csvText: typeof CsvText;
declare const saveText: typeof SaveText;
declare const announce: typeof Announce;
declare const button: typeof Button;
declare const byId: typeof ById;
declare const colored: typeof Colored;
declare const copyButton: typeof CopyButton;
declare const el: typeof El;
declare const plural: typeof Plural;
declare const statuses: typeof Statuses;

/** More suppliers than this nobody looks through in a list: the search finds the others. */
export function mostSuppliers(): number {
  return 500;
}

/** A button per status with how many POs have it; pressed, it filters. */
export function statusButtons(state: PageState): void {
  const counts = new Map<string, number>();
  for (const { status } of state.data.pos) counts.set(status, (counts.get(status) ?? 0) + 1);
  for (const [status, [sign, words]] of Object.entries(statuses())) {
    const count = counts.get(status);
    if (!count) continue;
    const chip = colored(
      button('', () => {
        if (!state.statuses.delete(status)) state.statuses.add(status);
        changed(state);
      }),
      status,
    );
    chip.className = 'chip';
    chip.append(el('b', '', count.toLocaleString('en-US')), el('span', '', `${sign} ${words}`));
    state.listeners.push(() => chip.setAttribute('aria-pressed', String(state.statuses.has(status))));
    chip.setAttribute('aria-pressed', 'false');
    byId('chips').append(chip);
  }
}

export function supplierChoice(state: PageState): void {
  const counts = new Map<string, number>();
  for (const { supplier } of state.data.pos) if (supplier) counts.set(supplier, (counts.get(supplier) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, mostSuppliers());
  const choice = byId<HTMLSelectElement>('supplier');
  for (const [supplier, count] of most.sort((a, b) => a[0].localeCompare(b[0]))) {
    const option = el('option', '', `${supplier} (${count})`);
    option.value = supplier;
    choice.append(option);
  }
  choice.disabled = counts.size === 0;
  choice.onchange = () => {
    state.supplier = choice.value;
    changed(state);
  };
}

/** Words to search for; a moment after the last letter, so that a long list does not hold up the typing. */
export function searchField(state: PageState): void {
  const field = byId<HTMLInputElement>('search');
  let timer = 0;
  field.oninput = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      state.query = field.value;
      changed(state);
    }, 120);
  };
  addEventListener('keydown', (event) => {
    const typing = (event.target as HTMLElement).closest?.('input,select,textarea');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
  });
}

/** What can be done with the rows that pass the filter. */
export function rowActions(state: PageState): void {
  const { data } = state;
  const rows = () => state.shown.map((index) => data.pos[index]!);
  const save = button('Export CSV', () => {
    saveText('purchase-orders.csv', csvText(rows(), data.delimiter));
    announce(`${plural(state.shown.length, 'PO')} exported`);
  });
  const clear = button('Show all', () => {
    state.statuses.clear();
    state.supplier = state.query = '';
    byId<HTMLInputElement>('search').value = '';
    byId<HTMLSelectElement>('supplier').value = '';
    changed(state);
    // This button is hidden now, and the keyboard would be nowhere.
    byId('search').focus({ preventScroll: true });
  });
  const copy = copyButton('Copy PO numbers', 'The numbers', () =>
    rows()
      .map(({ po }) => po)
      .join('\n'),
  );
  byId('actions').append(clear, copy, save);
  const tell = () => {
    const count = state.shown.length;
    clear.hidden = !isFiltered(state);
    save.disabled = copy.disabled = count === 0;
    const all = data.pos.length.toLocaleString('en-US');
    byId('count').textContent = isFiltered(state) ? `${count.toLocaleString('en-US')} of ${all}` : all;
  };
  state.listeners.push(tell, () => announce(`${plural(state.shown.length, 'PO')} shown`));
  tell();
}
