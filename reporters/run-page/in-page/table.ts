import type {
  PageState,
  SortKey,
  changed as Changed,
  PoRow,
  button as Button,
  byId as ById,
  colored as Colored,
  el as El,
  partsBar as PartsBar,
  poSentence as PoSentence,
  total as Total,
  clock as Clock,
  duration as Duration,
  signOf as SignOf,
} from './base';
import type { detailsRow as DetailsRow } from './details';

declare const changed: typeof Changed;
declare const detailsRow: typeof DetailsRow;
declare const button: typeof Button;
declare const byId: typeof ById;
declare const colored: typeof Colored;
declare const el: typeof El;
declare const partsBar: typeof PartsBar;
declare const poSentence: typeof PoSentence;
declare const total: typeof Total;
declare const clock: typeof Clock;
declare const duration: typeof Duration;
declare const signOf: typeof SignOf;

export function columns(): { key: SortKey; name: string; numeric: boolean }[] {
  return [
    { key: 'po', name: 'PO', numeric: false },
    { key: 'status', name: 'Status', numeric: false },
    { key: 'supplier', name: 'Supplier', numeric: false },
    { key: 'message', name: 'Message', numeric: false },
    { key: 'found', name: 'Files', numeric: true },
    { key: 'seconds', name: 'Time', numeric: true },
    { key: 'tries', name: 'Tries', numeric: true },
    { key: 'slot', name: 'Worker', numeric: true },
    { key: 'from', name: 'Start', numeric: true },
  ];
}

/** Rows that are added at a press of the button: all at once would stop the page for seconds. */
export function rowsAtOnce(): number {
  return 500;
}

export function drawTable(state: PageState, showInLanes: (row: number) => void): void {
  for (const { key, name, numeric } of columns()) {
    const th = el('th', numeric ? 'num' : '');
    th.scope = 'col';
    th.dataset['key'] = key;
    th.append(
      button(name, () => {
        state.sort = { key, down: state.sort.key === key && !state.sort.down };
        changed(state);
      }),
    );
    byId('head').append(th);
  }
  const more = button('', () => {
    const next = state.shown[state.limit];
    state.limit += rowsAtOnce();
    fill();
    // The keyboard goes on at the first of the new rows, not behind the last one.
    document.querySelector<HTMLElement>(`tr[data-row="${next}"] button`)?.focus({ preventScroll: true });
  });
  byId('more').append(more);
  const fill = () => {
    fillTable(state, showInLanes, fill);
    const left = state.shown.length - state.limit;
    byId('more').hidden = left <= 0;
    more.textContent = `Show ${Math.min(left, rowsAtOnce())} more of ${left.toLocaleString('en-US')}`;
  };
  state.listeners.push(fill);
  fill();
}

export function fillTable(state: PageState, showInLanes: (row: number) => void, again: () => void): void {
  const { shown, limit, marked, sort, data } = state;
  for (const th of document.querySelectorAll<HTMLElement>('th[data-key]')) {
    if (th.dataset['key'] === sort.key) th.setAttribute('aria-sort', sort.down ? 'descending' : 'ascending');
    else th.removeAttribute('aria-sort');
  }
  const rows = shown.slice(0, limit);
  // What was chosen in the lanes must be seen, wherever in the order it stands.
  if (marked >= 0 && !rows.includes(marked)) rows.unshift(marked);
  const nodes = document.createDocumentFragment();
  for (const index of rows) {
    const row = data.pos[index]!;
    const open = state.open.has(index);
    nodes.append(rowNode(row, index, open, index === marked, () => toggle(state, index, again)));
    if (open) nodes.append(detailsRow(row, index, columns().length, () => showInLanes(index)));
  }
  byId('rows').replaceChildren(nodes);
  if (rows.length === 0) {
    const cell = el('td', 'none', 'No PO passes the filter.');
    cell.colSpan = columns().length;
    const line = el('tr');
    line.append(cell);
    byId('rows').append(line);
  }
}

/** The button that was pressed has been replaced by its like: without this the keyboard would begin at the top. */
export function toggle(state: PageState, index: number, again: () => void): void {
  if (!state.open.delete(index)) state.open.add(index);
  again();
  document.querySelector<HTMLElement>(`tr[data-row="${index}"] button`)?.focus({ preventScroll: true });
}

export function rowNode(row: PoRow, index: number, open: boolean, marked: boolean, press: () => void) {
  const tr = el('tr', marked ? 'on' : '');
  tr.dataset['row'] = String(index);
  const name = el('th', 'po');
  name.scope = 'row';
  const opener = button(row.po, press, 'opener');
  opener.setAttribute('aria-expanded', String(open));
  name.append(opener);
  const status = el('td');
  const badge = colored(el('span', 'status', `${signOf(row.status)} ${row.status}`), row.status);
  status.append(badge);
  const time = el('td', 'num time', row.tries === 0 ? '' : duration(total(row.parts)));
  time.title = poSentence(row.parts);
  if (row.tries > 0) time.append(partsBar(row.parts, 'thin'));
  tr.append(
    name,
    status,
    el('td', 'supplier', row.supplier),
    el('td', 'message', row.message),
    el('td', 'num', row.tries === 0 ? '' : `${row.downloaded} of ${row.found}`),
    time,
    el('td', 'num', row.tries || ''),
    el('td', 'num', row.slot < 0 ? '' : row.slot + 1),
    el('td', 'num', row.from === 0 ? '' : clock(row.from)),
  );
  tr.onclick = (event) => {
    const target = event.target as HTMLElement;
    if (!target.closest('a,button') && getSelection()?.isCollapsed !== false) press();
  };
  return tr;
}
