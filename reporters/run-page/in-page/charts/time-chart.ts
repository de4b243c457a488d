import type uPlot from 'uplot';
import type { TimeAxis, showRange as ShowRange } from './time-axis';
import type { cssColor as CssColor, clock as Clock } from '../base';

declare const showRange: typeof ShowRange;
declare const cssColor: typeof CssColor;
declare const clock: typeof Clock;

/** Room left of every chart, so that one moment is at the same place in all of them. */
export function leftRoom(): number {
  return 84;
}

/** The time axis of a chart; with or without its words. */
export function timeTicks(withWords: boolean): uPlot.Axis {
  return {
    side: 0,
    size: withWords ? 26 : 4,
    stroke: () => cssColor('soft'),
    font: '11.5px system-ui, sans-serif',
    space: 90,
    grid: { stroke: () => cssColor('grid'), width: 1 },
    ticks: { show: false },
    values: (_u, splits, _axis, _space, step) =>
      splits.map((seconds) => (withWords ? clock(seconds * 1_000, (step ?? 1) < 60) : '')),
  };
}

/** What lanes and curves have in common: the axis, one cursor for all of them, choosing a range by drawing. */
export function timeChart(axis: TimeAxis, width: number, height: number): Omit<uPlot.Options, 'series'> {
  return {
    width,
    height,
    padding: [0, 12, 0, 0],
    legend: { show: false },
    scales: { x: { time: true, range: () => [axis.min, axis.max] } },
    cursor: {
      y: false,
      points: { show: false },
      sync: { key: 'run', setSeries: false },
      drag: { x: true, y: false, setScale: false },
      bind: {
        dblclick: () => () => {
          showRange(axis, axis.start, axis.end);
          return null;
        },
      },
    },
    hooks: { setSelect: [(chart) => chooseRange(axis, chart)] },
  };
}

/** A range that was drawn with the mouse is what is shown from now on. */
export function chooseRange(axis: TimeAxis, chart: uPlot): void {
  const { left, width } = chart.select;
  if (width <= 4) return;
  const [min, max] = [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')];
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  showRange(axis, min, max);
}

/** Charts are as wide as the page lets them be. */
export function fitWidth(axis: TimeAxis, host: HTMLElement): void {
  const fit = () => {
    const width = onPaper() ? paperWidth() : Math.max(240, host.clientWidth);
    for (const chart of axis.charts) if (chart.width !== width) chart.setSize({ width, height: chart.height });
  };
  new ResizeObserver(fit).observe(host);
  addEventListener('redraw', fit);
}

/** While the page is printed. No script hears how wide it is then: what is drawn for the screen would be cut off. */
export function onPaper(): boolean {
  return document.documentElement.classList.contains('paper');
}

/** An upright A4 without its margins, the narrowest that people print on. */
export function paperWidth(): number {
  return 700;
}
