import type Plot from 'uplot';
import type { onPaper as OnPaper, paperWidth as PaperWidth } from './time-chart';
import type {
  PastRun,
  byId as ById,
  cssColor as CssColor,
  el as El,
  link as Link,
  dateAndTime as DateAndTime,
  figure as Figure,
  plural as Plural,
} from '../base';

declare const uPlot: typeof import('uplot');
declare const onPaper: typeof OnPaper;
declare const paperWidth: typeof PaperWidth;
declare const byId: typeof ById;
declare const cssColor: typeof CssColor;
declare const el: typeof El;
declare const link: typeof Link;
declare const dateAndTime: typeof DateAndTime;
declare const figure: typeof Figure;
declare const plural: typeof Plural;

/** One figure by which runs are compared. */
export interface Measure {
  name: string;
  of(run: PastRun): number | null;
  words(value: number): string;
}

export function measures(): Measure[] {
  return [
    { name: 'Throughput', of: ({ pace }) => pace, words: (value) => `${figure(value)} POs per minute` },
    {
      name: 'Failures',
      of: ({ done, failed }) => (done > 0 ? (failed / done) * 100 : null),
      words: (value) => `${figure(value)} % failed`,
    },
    {
      name: 'The portal’s own speed',
      of: ({ portal }) => portal,
      words: (value) => `${figure(value)} s for a PO’s pages`,
    },
  ];
}

/** The middle of the known values; undefined when there is none. */
export function medianOf(values: (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = known.length >> 1;
  return known.length % 2 === 1 || known.length === 0 ? known[middle] : (known[middle - 1]! + known[middle]!) / 2;
}

/** `31 POs per minute; the 19 runs before: 27.` */
export function comparison({ of, words }: Measure, runs: readonly PastRun[]): string {
  const own = of(runs.at(-1)!);
  if (own === null) return 'Not recorded in this run.';
  const before = runs.slice(0, -1).map(of);
  const median = medianOf(before);
  if (median === undefined) return `${words(own)}.`;
  const count = before.filter((value) => value !== null).length;
  return `${words(own)}; ${count === 1 ? 'the run before' : `median of the ${count} runs before`}: ${figure(median)}.`;
}

export function drawComparison(runs: readonly PastRun[]): void {
  byId('runs-count').textContent = runs.length > 1 ? `the last ${runs.length} runs of this portal` : '';
  if (runs.length < 2) {
    byId('compare').append(el('p', 'soft', 'The next run of this portal will be compared with this one.'));
    return;
  }
  for (const measure of measures()) {
    const figureBox = el('div', 'measure');
    const words = comparison(measure, runs);
    const text = el('p', '', words);
    const chart = el('div', 'bars');
    chart.setAttribute('role', 'img');
    chart.setAttribute('aria-label', `${measure.name} of ${plural(runs.length, 'run')}: ${words}`);
    figureBox.append(el('h3', '', measure.name), text, chart);
    byId('compare').append(figureBox);
    drawBars(measure, runs, chart, (said) => (text.textContent = said ?? words));
  }
  byId('runs').hidden = false;
  byId('runs-rows').append(...[...runs].reverse().map(runRow));
}

export function drawBars(
  measure: Measure,
  runs: readonly PastRun[],
  host: HTMLElement,
  say: (words: string | undefined) => void,
): void {
  const values = runs.map(measure.of);
  const last = runs.length - 1;
  const bars = (color: string): Plot.Series => ({
    scale: 'y',
    fill: () => cssColor(color),
    stroke: () => cssColor(color),
    width: 0,
    paths: uPlot.paths.bars!({ size: [0.7, 48] }),
    points: { show: false },
  });
  const chart = new uPlot(
    {
      width: Math.max(160, host.clientWidth),
      height: 96,
      padding: [4, 4, 4, 4],
      legend: { show: false },
      cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: () => [-0.6, last + 0.6] },
        y: { range: (_u, _min, max) => [0, Math.max(max ?? 0, 0.1)] },
      },
      series: [{}, bars('past'), bars('now')],
      axes: [
        { show: false },
        {
          scale: 'y',
          size: 36,
          space: 32,
          stroke: () => cssColor('soft'),
          font: '11px system-ui, sans-serif',
          grid: { stroke: () => cssColor('grid'), width: 1 },
          ticks: { show: false },
        },
      ],
      hooks: {
        setCursor: [
          (its) => {
            const run = (its.cursor.left ?? -1) < 0 ? undefined : runs[its.cursor.idx ?? -1];
            const value = run && measure.of(run);
            say(run && `${dateAndTime(run.at)}: ${value == null ? 'not recorded' : measure.words(value)}`);
          },
        ],
      },
    },
    [
      runs.map((_run, index) => index),
      values.map((value, index) => (index < last ? value : null)),
      values.map((value, index) => (index === last ? value : null)),
    ],
    host,
  );
  // On paper three stand in a row, with room between them.
  const fit = () =>
    chart.setSize({ width: onPaper() ? (paperWidth() - 70) / 3 : Math.max(160, host.clientWidth), height: 96 });
  new ResizeObserver(fit).observe(host);
  addEventListener('redraw', () => {
    fit();
    chart.redraw();
  });
}

/** Leads to the run's own page. That of a run whose folder has been removed leads nowhere, which its browser says. */
export function runRow(run: PastRun, index: number): HTMLElement {
  const tr = el('tr');
  const name = el('th');
  name.scope = 'row';
  name.append(
    index === 0
      ? `${dateAndTime(run.at)} (this one)`
      : link(`../${encodeURIComponent(run.run)}/index.html`, dateAndTime(run.at)),
  );
  const cell = (value: string) => el('td', 'num', value);
  tr.append(
    name,
    cell(run.done.toLocaleString('en-US')),
    cell(run.failed.toLocaleString('en-US')),
    cell(String(run.workers)),
    cell(figure(run.pace)),
    cell(run.portal === null ? '' : `${figure(run.portal)} s`),
  );
  return tr;
}
