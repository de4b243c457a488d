import type {
  PageData,
  SentData,
  unpackRows as UnpackRows,
  newState as NewState,
  changed as Changed,
  PageState,
  partsBar as PartsBar,
  partsLegend as PartsLegend,
  runSentence as RunSentence,
  sumOfParts as SumOfParts,
  byId as ById,
  el as El,
} from './base';
import type {
  controlAxis as ControlAxis,
  newTimeAxis as NewTimeAxis,
  showRange as ShowRange,
  TimeAxis,
  drawComparison as DrawComparison,
  drawCurves as DrawCurves,
  drawLanes as DrawLanes,
  fitWidth as FitWidth,
  hideTip as HideTip,
} from './charts';
import type { drawFailures as DrawFailures } from './failures';
import type { drawTable as DrawTable } from './table';
import type {
  rowActions as RowActions,
  searchField as SearchField,
  statusButtons as StatusButtons,
  supplierChoice as SupplierChoice,
} from './filters';

declare const newState: typeof NewState;
declare const changed: typeof Changed;
declare const controlAxis: typeof ControlAxis;
declare const newTimeAxis: typeof NewTimeAxis;
declare const showRange: typeof ShowRange;
declare const drawComparison: typeof DrawComparison;
declare const drawCurves: typeof DrawCurves;
declare const drawFailures: typeof DrawFailures;
declare const drawLanes: typeof DrawLanes;
declare const drawTable: typeof DrawTable;
declare const fitWidth: typeof FitWidth;
declare const hideTip: typeof HideTip;
declare const rowActions: typeof RowActions;
declare const searchField: typeof SearchField;
declare const statusButtons: typeof StatusButtons;
declare const supplierChoice: typeof SupplierChoice;
declare const partsBar: typeof PartsBar;
declare const partsLegend: typeof PartsLegend;
declare const runSentence: typeof RunSentence;
declare const sumOfParts: typeof SumOfParts;
declare const byId: typeof ById;
declare const el: typeof El;
declare const unpackRows: typeof UnpackRows;

/** Makes the page of its data. */
export function startPage(): void {
  const sent = JSON.parse(byId('data').textContent ?? '') as SentData;
  const data: PageData = { ...sent, pos: unpackRows(sent.pos, sent.start) };
  const state = newState(data);
  const axis = newTimeAxis(data.start, data.end);
  byId('lead').textContent = data.lead;
  byId('stop').hidden = data.stop === '';
  byId('stop').textContent = `Stopped before the end: ${data.stop}`;
  byId('hint').hidden = data.hint === '';
  byId('hint').textContent = data.hint;
  statusButtons(state);
  supplierChoice(state);
  searchField(state);
  rowActions(state);
  drawTime(data);
  drawFailures(state);
  drawLanes(state, axis, (row) => chooseRow(state, row));
  drawCurves(data.curves, axis);
  controlAxis(axis);
  fitWidth(axis, byId('lanes'));
  drawTable(state, (row) => showPo(state, axis, row));
  for (const [name, value] of data.facts) byId('facts').append(el('dt', '', name), el('dd', '', value));
  axis.redraw();
  followTheme(axis);
  afterFirstPaint(() => drawComparison(data.runs));
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    hideTip();
    state.marked = -1;
    changed(state);
  });
}

/** For what stands far below: its charts ask for their width, which lays out the whole table once more. */
export function afterFirstPaint(work: () => void): void {
  const page = () => setTimeout(work);
  // A page in a tab behind others is painted when it is looked at.
  if (document.hidden) page();
  else requestAnimationFrame(page);
}

export function drawTime(data: PageData): void {
  const parts = sumOfParts(data.pos);
  byId('time').append(el('p', '', runSentence(parts, data.workers)), partsBar(parts, 'wide'), partsLegend(parts));
}

/** A bar was chosen: its row is marked, opened and brought into view. */
export function chooseRow(state: PageState, row: number): void {
  hideTip();
  state.marked = row;
  state.open.add(row);
  changed(state);
  const node = document.querySelector<HTMLElement>(`tr[data-row="${row}"]`);
  node?.scrollIntoView({ block: 'center' });
  node?.querySelector('button')?.focus({ preventScroll: true });
}

/** The lanes show a PO's attempts with some room around them. */
export function showPo(state: PageState, axis: TimeAxis, row: number): void {
  const { attempts, start } = state.data;
  let [from, to] = [Infinity, -Infinity];
  attempts.row.forEach((its, index) => {
    if (its !== row) return;
    from = Math.min(from, attempts.from[index]!);
    to = Math.max(to, attempts.to[index]!);
  });
  if (from === Infinity) return;
  state.marked = row;
  changed(state);
  const room = Math.max(2_000, (to - from) * 1.5);
  showRange(axis, (start + from - room) / 1_000, (start + to + room) / 1_000);
  byId('timeline').scrollIntoView();
  byId('charts').focus({ preventScroll: true });
}

/** Charts are painted in the colours of the moment: they must follow the system's theme, and paper is white. */
export function followTheme(axis: TimeAxis): void {
  const redraw = () => {
    for (const chart of axis.charts) chart.redraw();
    dispatchEvent(new Event('redraw'));
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  const paper = (on: boolean) => {
    document.documentElement.classList.toggle('paper', on);
    redraw();
  };
  addEventListener('beforeprint', () => paper(true));
  addEventListener('afterprint', () => paper(false));
}
