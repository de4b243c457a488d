import type { PageData, PoRow } from './page-data';

/** What the person has chosen, and what follows from it. */
export interface PageState {
  data: PageData;
  /** Statuses; none chosen: all. */
  statuses: Set<string>;
  /** Empty: all. */
  supplier: string;
  query: string;
  sort: { key: SortKey; down: boolean };
  /** Rows that the table shows at most. */
  limit: number;
  /** Index of the row that is marked; -1: none. */
  marked: number;
  /** Rows that show their details. */
  open: Set<number>;
  /** Indexes of the rows that pass the filter, sorted. */
  shown: number[];
  /** By index of the row: 1 when it passes the filter. */
  passes: Uint8Array;
  listeners: (() => void)[];
  /** What the search looks at, by index of the row; made when it is first needed. */
  texts: string[];
}

export type SortKey = 'po' | 'status' | 'supplier' | 'message' | 'found' | 'seconds' | 'tries' | 'slot' | 'from';

export function newState(data: PageData): PageState {
  const state: PageState = {
    data,
    statuses: new Set(),
    supplier: '',
    query: '',
    sort: { key: 'from', down: false },
    limit: 100,
    marked: -1,
    open: new Set(),
    shown: [],
    passes: new Uint8Array(data.pos.length),
    listeners: [],
    texts: [],
  };
  refilter(state);
  return state;
}

/** Filters and sorts anew. */
export function refilter(state: PageState): void {
  const { data, statuses, supplier, passes } = state;
  const query = state.query.trim().toLowerCase();
  if (query !== '' && state.texts.length === 0) state.texts = data.pos.map(searchText);
  const shown: number[] = [];
  data.pos.forEach((row, index) => {
    const is =
      (statuses.size === 0 || statuses.has(row.status)) &&
      (supplier === '' || row.supplier === supplier) &&
      (query === '' || state.texts[index]!.includes(query));
    passes[index] = is ? 1 : 0;
    if (is) shown.push(index);
  });
  state.shown = sorted(shown, data.pos, state.sort);
}

/** Filters and sorts anew, and tells everything that shows it. */
export function changed(state: PageState): void {
  refilter(state);
  for (const listener of state.listeners) listener();
}

export function isFiltered({ statuses, supplier, query }: PageState): boolean {
  return statuses.size > 0 || supplier !== '' || query.trim() !== '';
}

export function searchText(row: PoRow): string {
  const names = row.files.map(({ name }) => name);
  return [row.po, row.supplier, row.message, row.status, row.reason, ...names].join('\n').toLowerCase();
}

/** What a row is sorted by. POs that nobody took come last in time. */
export function sortValue(row: PoRow, key: SortKey): string | number {
  if (key === 'seconds') return row.parts.reduce((sum, ms) => sum + ms, 0);
  if (key === 'from') return row.from === 0 ? Infinity : row.from;
  return row[key];
}

export function sorted(indexes: number[], rows: PoRow[], { key, down }: PageState['sort']): number[] {
  const values = rows.map((row) => sortValue(row, key));
  const words = new Intl.Collator(undefined, { numeric: true });
  const order = (a: number, b: number) => {
    const [x, y] = [values[a]!, values[b]!];
    if (x === y) return a - b;
    if (typeof x === 'number' && typeof y === 'number') return x - y;
    return words.compare(String(x), String(y)) || a - b;
  };
  return indexes.sort((a, b) => (down ? order(b, a) : order(a, b)));
}
