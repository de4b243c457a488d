import type { Status } from '../../batch/outcome';
import { leftText, shortDuration, STATUS_EMOJI, column, fit, oneLine, textWidth } from '../text';
import type { LiveState, SlotView } from './live-state';

export interface FrameSize {
  columns: number;
  rows: number;
}

export type Paint = (style: Style, text: string) => string;
export type Style = 'good' | 'warning' | 'bad' | 'quiet' | 'strong';

/** Below this a bar and columns help nobody: one line of numbers is shown. */
const NARROW = 40;

/**
 * The lines of the live display, each at most `columns - 1` wide: a line that fills the last column wraps in some
 * terminals, and the next redraw would then climb too few lines and leave copies of itself behind.
 */
export function liveFrame(state: LiveState, size: FrameSize, now: number, paint: Paint): string[] {
  const width = size.columns - 1;
  const { done, total } = state.totals;
  if (width < NARROW || size.rows < 6)
    return [fit(`${done}/${total} · ${state.totals.failed} failed`, Math.max(1, width))];
  const space = Math.min(size.rows - 4, 20);
  const shown = state.slots.length <= space ? state.slots : state.slots.slice(0, space - 1);
  const lines = ['', progressLine(state, width, now, paint), countLine(state, width, paint)];
  shown.forEach((slot, index) => lines.push(slotLine(slot, index, width, now, paint)));
  const hidden = state.slots.slice(shown.length);
  if (hidden.length > 0) {
    const busy = hidden.filter((slot) => slot.po !== undefined).length;
    lines.push(paint('quiet', fit(` …  ${hidden.length} more workers, ${busy} busy`, width)));
  }
  return lines;
}

function progressLine(state: LiveState, width: number, now: number, paint: Paint): string {
  const { done, total, successful, failed } = state.totals;
  const percent = total > 0 ? Math.floor((done / total) * 100) : 0;
  const times = ` · ${shortDuration(now - state.startedAt)} · ${remainingText(state, now)}`;
  const numbers = `  ${done}/${total} · ${percent} %`;
  const tail = numbers.length + times.length + 24 <= width ? numbers + times : numbers;
  const bar = Math.min(40, width - 1 - tail.length);
  const goodCells = share(successful, total, bar);
  const badCells = Math.min(bar - goodCells, share(failed, total, bar));
  // Failed cells have a shape of their own, because colour says nothing with NO_COLOR or to a colour-blind reader.
  const cells = paint('good', '█'.repeat(goodCells)) + paint('bad', '▓'.repeat(badCells));
  return ` ${cells}${paint('quiet', '░'.repeat(bar - goodCells - badCells))}${paint('strong', numbers)}${paint('quiet', tail.slice(numbers.length))}`;
}

/** At least one cell for anything that is there at all, so that a first failure among thousands shows. */
function share(count: number, total: number, cells: number): number {
  return count === 0 || total === 0 ? 0 : Math.min(cells, Math.max(1, Math.floor((count / total) * cells)));
}

function remainingText(state: LiveState, now: number): string {
  if (!state.remaining) return 'time left not known yet';
  return leftText(Math.max(0, state.remaining.milliseconds - (now - state.remaining.at)));
}

const NAMES: Record<Status, string> = {
  COMPLETED: 'completed',
  NO_ATTACHMENTS: 'no attachments',
  PARTIAL: 'partial',
  FAILED: 'failed',
  TIMEOUT: 'timeout',
  PO_NOT_FOUND: 'not found',
  PR_NOT_ACCESSIBLE: 'PR not accessible',
};

function countLine(state: LiveState, width: number, paint: Paint): string {
  const counts = (Object.entries(NAMES) as [Status, string][]).flatMap(([status, name]) => {
    const count = state.totals.byStatus[status] ?? 0;
    return count > 0 ? [`${STATUS_EMOJI[status]} ${count} ${name}`] : [];
  });
  return counts.length === 0 ? paint('quiet', ' no PO is done yet') : fit(` ${counts.join('   ')}`, width);
}

function slotLine(slot: SlotView, index: number, width: number, now: number, paint: Paint): string {
  const number = column(String(index + 1), 2, 'right');
  const seconds = shortDuration(now - slot.since);
  if (slot.po === undefined) return paint('quiet', fit(` ${number}  ${slot.text}`, width));
  const po = column(oneLine(slot.po), 13);
  const time = column(seconds, Math.max(6, textWidth(seconds)), 'right');
  const rest = width - 4 - 13 - 2 - time.length - 2;
  const supplierWidth = rest >= 50 ? Math.min(28, rest - 30) : 0;
  const supplier = supplierWidth > 0 ? `${column(oneLine(slot.supplier), supplierWidth)}  ` : '';
  const doing = column(oneLine(slot.text), rest - (supplierWidth > 0 ? supplierWidth + 2 : 0));
  return ` ${paint('quiet', number)} ${paint('strong', po)}  ${paint('quiet', supplier)}${doing}  ${paint('quiet', time)}`;
}
