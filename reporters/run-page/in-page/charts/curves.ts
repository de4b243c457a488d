import type Plot from 'uplot';
import type {
  Curve,
  byId as ById,
  cssColor as CssColor,
  el as El,
  clock as Clock,
  figure as Figure,
  size as Size,
} from '../base';
import type { leftRoom as LeftRoom, timeChart as TimeChart, timeTicks as TimeTicks } from './time-chart';
import type { TimeAxis } from './time-axis';

declare const uPlot: typeof import('uplot');
declare const leftRoom: typeof LeftRoom;
declare const timeChart: typeof TimeChart;
declare const timeTicks: typeof TimeTicks;
declare const byId: typeof ById;
declare const cssColor: typeof CssColor;
declare const el: typeof El;
declare const clock: typeof Clock;
declare const figure: typeof Figure;
declare const size: typeof Size;

/** One value of a curve with its unit. */
export function inUnit(value: number, unit: Curve['unit']): string {
  if (unit === '%') return `${Math.round(value)} %`;
  if (unit === 'bytes per second') return `${size(value)}/s`;
  return unit === 'workers' ? figure(value) : `${figure(value)}/min`;
}

/** `mean 41 %, most 97 %`: what stands beside the curve's name while nobody points at it. */
export function curveInWords({ values, unit, limit }: Curve): string {
  let [sum, count, most] = [0, 0, 0];
  for (const value of values) {
    if (value === null) continue;
    sum += value;
    count++;
    most = Math.max(most, value);
  }
  if (count === 0) return 'not recorded';
  const least = limit?.values.reduce<number>((min, value) => (value === null ? min : Math.min(min, value)), Infinity);
  const allowed = least === undefined || least === Infinity ? '' : `, at least ${figure(least)} ${limit!.name}`;
  return `mean ${inUnit(sum / count, unit)}, most ${inUnit(most, unit)}${allowed}`;
}

export function drawCurves(curves: readonly Curve[], axis: TimeAxis): void {
  const host = byId('curves');
  // Asked once: each chart that is added would have the page laid out anew.
  const width = host.clientWidth;
  curves.forEach((curve, index) => {
    const words = curveInWords(curve);
    const head = el('h3', 'curve-head', curve.name);
    const value = el('span', '', words);
    head.append(' ', value);
    const body = el('div', 'curve');
    host.append(head, body);
    if (words === 'not recorded') return;
    body.setAttribute('role', 'img');
    body.setAttribute('aria-label', `${curve.name} over the time of the run: ${words}`);
    axis.charts.push(drawCurve(curve, `curve-${index + 1}`, axis, { body, width }, value, words));
  });
}

export function drawCurve(
  curve: Curve,
  color: string,
  axis: TimeAxis,
  { body, width }: { body: HTMLElement; width: number },
  value: HTMLElement,
  words: string,
): Plot {
  const stepped = uPlot.paths.stepped!({ align: 1 });
  const { limit, unit, top } = curve;
  const options: Plot.Options = {
    ...timeChart(axis, width, 96),
    padding: [8, 12, 8, 0],
    series: [
      {},
      {
        scale: 'y',
        stroke: () => cssColor(color),
        fill: () => `${cssColor(color)}2e`,
        width: 1.5,
        points: { show: false },
        ...(unit === 'workers' && { paths: stepped }),
      },
      ...(limit
        ? [
            {
              scale: 'y',
              stroke: () => cssColor('ink'),
              width: 1,
              dash: [4, 3],
              points: { show: false },
              paths: stepped,
            },
          ]
        : []),
    ],
    axes: [
      timeTicks(false),
      {
        scale: 'y',
        size: leftRoom(),
        stroke: () => cssColor('soft'),
        font: '11.5px system-ui, sans-serif',
        space: 30,
        grid: { stroke: () => cssColor('grid'), width: 1 },
        ticks: { show: false },
        values: (_u, splits) => splits.map((at) => inUnit(at, unit)),
      },
    ],
  };
  // From zero: a curve of which the foot is cut off shows a change that is none.
  options.scales!['y'] = { range: (_u, _min, max) => [0, top ?? Math.max(1, (max ?? 1) * 1.1)] };
  options.hooks!.setCursor = [(chart) => (value.textContent = valueAt(chart, curve) ?? words)];
  const data: Plot.AlignedData = limit ? [curve.times, curve.values, limit.values] : [curve.times, curve.values];
  return new uPlot(options, data, body);
}

/** The curve's value under the pointer; undefined where nobody points or nothing is known. */
export function valueAt(chart: Plot, { values, limit, unit }: Curve): string | undefined {
  const { idx, left = -1 } = chart.cursor;
  if (idx == null || left < 0) return undefined;
  const value = values[idx];
  const allowed = limit?.values[idx];
  if (value == null) return undefined;
  const of = allowed == null ? '' : ` of ${figure(allowed)} ${limit!.name}`;
  return `${inUnit(value, unit)}${of} at ${clock(chart.data[0][idx]! * 1_000)}`;
}
