import type uPlot from 'uplot';
import type { byId as ById, oncePerFrame as OncePerFrame, clock as Clock, duration as Duration } from '../base';

declare const byId: typeof ById;
declare const oncePerFrame: typeof OncePerFrame;
declare const clock: typeof Clock;
declare const duration: typeof Duration;

/** The one time axis of lanes and curves; seconds since the epoch, as uPlot has them. */
export interface TimeAxis {
  readonly start: number;
  readonly end: number;
  /** What is shown. */
  min: number;
  max: number;
  readonly charts: uPlot[];
  /** Draws all charts once more. */
  redraw(): void;
}

/** A range shorter than this, seconds, shows nothing more. */
export function shortestRange(): number {
  return 1;
}

export function newTimeAxis(startMs: number, endMs: number): TimeAxis {
  const [start, end] = [startMs / 1_000, Math.max(endMs / 1_000, startMs / 1_000 + 1)];
  const axis: TimeAxis = { start, end, min: start, max: end, charts: [], redraw: () => undefined };
  axis.redraw = oncePerFrame(() => {
    for (const chart of axis.charts) chart.setScale('x', { min: axis.min, max: axis.max });
    tellRange(axis);
  });
  return axis;
}

/** Shows a part of the run, kept inside the run. */
export function showRange(axis: TimeAxis, min: number, max: number): void {
  const span = Math.min(axis.end - axis.start, Math.max(shortestRange(), max - min));
  // A range that was too short grows around its middle.
  const from = (min + max - span) / 2;
  axis.min = Math.min(axis.end - span, Math.max(axis.start, from));
  axis.max = axis.min + span;
  axis.redraw();
}

/** Zooms by a factor around a moment that stays where it is. */
export function zoomBy(axis: TimeAxis, factor: number, around = (axis.min + axis.max) / 2): void {
  const least = shortestRange() / (axis.max - axis.min);
  const by = Math.max(factor, least);
  showRange(axis, around - (around - axis.min) * by, around + (axis.max - around) * by);
}

/** Moves what is shown by a share of it. */
export function panBy(axis: TimeAxis, share: number): void {
  const by = (axis.max - axis.min) * share;
  const span = axis.max - axis.min;
  const min = Math.min(axis.end - span, Math.max(axis.start, axis.min + by));
  axis.min = min;
  axis.max = min + span;
  axis.redraw();
}

/** The slider below the charts, and the words beside the buttons. */
export function tellRange(axis: TimeAxis): void {
  const slider = byId<HTMLInputElement>('pan');
  const whole = axis.end - axis.start;
  const span = axis.max - axis.min;
  const room = whole - span;
  slider.disabled = slider.hidden = room < 0.001;
  slider.value = room < 0.001 ? '0' : String(Math.round(((axis.min - axis.start) / room) * 1_000));
  const words = `${clock(axis.min * 1_000)} to ${clock(axis.max * 1_000)}`;
  slider.setAttribute('aria-valuetext', words);
  byId('range').textContent = room < 0.001 ? `all of it, ${duration(whole * 1_000)}` : words;
}

/** Buttons, slider, keys and wheel that move the axis. */
export function controlAxis(axis: TimeAxis): void {
  const whole = () => showRange(axis, axis.start, axis.end);
  byId('zoom-in').onclick = () => zoomBy(axis, 0.5);
  byId('zoom-out').onclick = () => zoomBy(axis, 2);
  byId('zoom-fit').onclick = whole;
  const slider = byId<HTMLInputElement>('pan');
  slider.oninput = () => {
    const span = axis.max - axis.min;
    const min = axis.start + (axis.end - axis.start - span) * (Number(slider.value) / 1_000);
    showRange(axis, min, min + span);
  };
  const charts = byId('charts');
  charts.onkeydown = (event) => {
    const acts: Record<string, () => void> = {
      ArrowLeft: () => panBy(axis, -0.2),
      ArrowRight: () => panBy(axis, 0.2),
      '+': () => zoomBy(axis, 0.5),
      '=': () => zoomBy(axis, 0.5),
      '-': () => zoomBy(axis, 2),
      '0': whole,
      Home: () => showRange(axis, axis.start, axis.start + axis.max - axis.min),
      End: () => showRange(axis, axis.end - (axis.max - axis.min), axis.end),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  charts.addEventListener('wheel', (event) => turnWheel(axis, event), { passive: false });
}

/** Ctrl and the wheel (a pinch) zoom; sideways moves. The wheel alone scrolls the page, as everywhere. */
export function turnWheel(axis: TimeAxis, event: WheelEvent): void {
  const sideways = event.shiftKey ? event.deltaY + event.deltaX : event.deltaX;
  const [chart] = axis.charts;
  if (!chart || (!event.ctrlKey && Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY))) return;
  event.preventDefault();
  if (!event.ctrlKey) {
    panBy(axis, sideways / 800);
    return;
  }
  const left = event.clientX - chart.over.getBoundingClientRect().left;
  zoomBy(axis, Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300))), chart.posToVal(left, 'x'));
}
