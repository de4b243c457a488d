import type uPlot from 'uplot';
import type { Lane, firstBar as FirstBar } from './lane';
import type { PageState, cssColor as CssColor, signOf as SignOf, statuses as Statuses } from '../base';
import type { TimeAxis } from './time-axis';

declare const firstBar: typeof FirstBar;
declare const cssColor: typeof CssColor;
declare const signOf: typeof SignOf;
declare const statuses: typeof Statuses;

/** Paints the bars of the part that is shown. */
export function paintLanes(chart: uPlot, state: PageState, axis: TimeAxis, lanes: readonly Lane[]): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio || 1;
  const colors: Record<string, string> = { ink: cssColor('ink') };
  for (const status of Object.keys(statuses())) colors[status] = cssColor(status);
  const height = bbox.height / Math.max(1, lanes.length);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  // The library has left them as its axes want them.
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.font = `600 ${11 * ratio}px system-ui, sans-serif`;
  lanes.forEach((lane, index) => {
    const inset = Math.min(5 * ratio, height / 6);
    const [top, its] = [bbox.top + index * height + inset, height - 2 * inset];
    paintLane({ ctx, state, lane, colors, ratio, top, height: its, ...scaleOf(axis, bbox, state.data.start) });
  });
  ctx.restore();
}

/** From ms since the run's start to pixels of the canvas. */
export function scaleOf(axis: TimeAxis, bbox: uPlot.BBox, start: number) {
  const perMs = bbox.width / ((axis.max - axis.min) * 1_000);
  const from = axis.min * 1_000 - start;
  return { perMs, from, to: axis.max * 1_000 - start, left: bbox.left };
}

export interface LanePaint {
  ctx: CanvasRenderingContext2D;
  state: PageState;
  lane: Lane;
  colors: Record<string, string>;
  ratio: number;
  top: number;
  height: number;
  perMs: number;
  from: number;
  to: number;
  left: number;
}

/** Bars that would fall onto a painted pixel are left out, unless they went badly: those must not be hidden. */
export function paintLane(paint: LanePaint): void {
  const { ctx, state, lane, colors, top, height, perMs, from, to, left } = paint;
  const { attempts } = state.data;
  let painted = -Infinity;
  for (let at = firstBar(lane, attempts, from); at < lane.bars.length; at++) {
    const index = lane.bars[at]!;
    if (attempts.from[index]! > to) break;
    const x = left + (attempts.from[index]! - from) * perMs;
    const end = left + (attempts.to[index]! - from) * perMs;
    const status = attempts.status[index]!;
    const well = status === 'COMPLETED' || status === 'NO_ATTACHMENTS';
    if (end <= painted && well) continue;
    const row = attempts.row[index]!;
    const width = Math.max(well ? 1 : 2, end - x - (end - x > 6 ? 1 : 0));
    ctx.globalAlpha = state.passes[row] ? 1 : 0.15;
    ctx.fillStyle = colors[status] ?? colors['RELEASED']!;
    ctx.fillRect(x, top, width, height);
    if (width > 5 && attempts.last[index] === 0) stripe(ctx, x, top, width, height);
    if (width > 24 * paint.ratio && height > 12 * paint.ratio)
      nameBar(paint, x, width, status, state.data.pos[row]!.po);
    if (row === state.marked) {
      ctx.strokeStyle = colors['ink']!;
      ctx.lineWidth = 2 * paint.ratio;
      ctx.strokeRect(x - 1, top - 1, width + 2, height + 2);
    }
    painted = Math.max(painted, Math.floor(x + width));
  }
  ctx.globalAlpha = 1;
}

/** An attempt that another followed. */
export function stripe(ctx: CanvasRenderingContext2D, x: number, top: number, width: number, height: number): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, top, width, height);
  ctx.clip();
  ctx.strokeStyle = 'rgba(255,255,255,.55)';
  ctx.lineWidth = 3;
  ctx.beginPath();
  // Only where it can be seen: a bar may be a million pixels wide when it is zoomed into.
  const [from, to] = [Math.max(x - height, -height), Math.min(x + width, ctx.canvas.width)];
  for (let at = from; at < to; at += 9) {
    ctx.moveTo(at, top + height);
    ctx.lineTo(at + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

/** The sign of its status, and the PO's number where it fits. */
export function nameBar(
  { ctx, top, height, ratio, left }: LanePaint,
  x: number,
  width: number,
  status: string,
  po: string,
): void {
  const from = Math.max(x, left) + 5 * ratio;
  const room = x + width - from - 3 * ratio;
  const text = `${signOf(status)} ${po}`;
  ctx.fillStyle = '#10161c';
  const fits = room > po.length * 6.4 * ratio + 14 * ratio;
  if (fits || room > 10 * ratio) ctx.fillText(fits ? text : signOf(status), from, top + height / 2 + ratio / 2);
}
