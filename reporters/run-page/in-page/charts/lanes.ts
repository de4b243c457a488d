import type Plot from 'uplot';
import type { barAt as BarAt, laneHeight as LaneHeight, lanesOf as LanesOf } from './lane';
import type { leftRoom as LeftRoom, timeChart as TimeChart, timeTicks as TimeTicks } from './time-chart';
import type { paintLanes as PaintLanes } from './paint-lanes';
import type { PageState, byId as ById, cssColor as CssColor, plural as Plural } from '../base';
import type { TimeAxis } from './time-axis';
import type { moveTip as MoveTip, hideTip as HideTip } from './tip';

declare const uPlot: typeof import('uplot');
declare const barAt: typeof BarAt;
declare const laneHeight: typeof LaneHeight;
declare const lanesOf: typeof LanesOf;
declare const leftRoom: typeof LeftRoom;
declare const timeChart: typeof TimeChart;
declare const timeTicks: typeof TimeTicks;
declare const paintLanes: typeof PaintLanes;
declare const moveTip: typeof MoveTip;
declare const hideTip: typeof HideTip;
declare const byId: typeof ById;
declare const cssColor: typeof CssColor;
declare const plural: typeof Plural;

/** All lanes as one chart; the library has the axis, the cursor and the zoom, the bars are painted here. */
export function drawLanes(state: PageState, axis: TimeAxis, chosen: (row: number) => void): void {
  const { data } = state;
  const host = byId('lanes');
  const lanes = lanesOf(data.attempts, data.workers, data.end - data.start);
  const each = laneHeight(lanes.length);
  const options: Plot.Options = {
    ...timeChart(axis, host.clientWidth, 26 + lanes.length * each),
    // Without a line of its own a scale has no axis; this one draws nothing.
    series: [{}, { scale: 'y', paths: () => null, points: { show: false } }],
    axes: [
      timeTicks(true),
      {
        scale: 'y',
        size: leftRoom(),
        stroke: () => cssColor('ink'),
        font: '12px system-ui, sans-serif',
        grid: { stroke: () => cssColor('grid'), width: 1 },
        ticks: { show: false },
        splits: () => lanes.map((_lane, index) => index + (each > 30 ? 0.3 : 0.5)),
        values: () => lanes.map(({ words }) => (each > 30 ? words.join('\n') : words[0]!)),
      },
    ],
  };
  // Upside down: the first worker is on top.
  options.scales!['y'] = { range: () => [0, Math.max(1, lanes.length)], dir: -1 };
  options.hooks!.draw = [(chart) => paintLanes(chart, state, axis, lanes)];
  const chart = new uPlot(
    options,
    [
      [axis.start, axis.end],
      [0, lanes.length],
    ],
    host,
  );
  axis.charts.unshift(chart);
  state.listeners.push(() => chart.redraw(false));
  const found = (event: MouseEvent) => {
    const box = chart.over.getBoundingClientRect();
    const lane = lanes[Math.floor(((event.clientY - box.top) / box.height) * lanes.length)];
    const at = chart.posToVal(event.clientX - box.left, 'x') * 1_000 - data.start;
    const pixel = ((axis.max - axis.min) * 1_000) / box.width;
    return lane ? barAt(lane, data.attempts, at, pixel * 3) : -1;
  };
  chart.over.addEventListener('mousemove', (event) => moveTip(state, found(event), event));
  chart.over.addEventListener('mouseleave', () => hideTip());
  chart.over.addEventListener('click', (event) => {
    const bar = found(event);
    if (bar >= 0) chosen(data.attempts.row[bar]!);
  });
  const tries = data.attempts.last.filter((last) => last === 0).length;
  byId('lanes-note').textContent =
    data.attempts.row.length === 0
      ? 'No PO was taken.'
      : tries > 0
        ? `Striped: ${plural(tries, 'attempt that was released or that another followed', 'attempts that were released or that others followed')}.`
        : '';
}
