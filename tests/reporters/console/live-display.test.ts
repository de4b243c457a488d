import { expect, test } from '@playwright/test';
import { EventEmitter } from 'node:events';
import { startLiveDisplay, type Terminal } from '../../../reporters/console/live-display';
import { liveFrame } from '../../../reporters/console/live-frame';
import type { LiveState } from '../../../reporters/console/live-state';
import { paintFor, wantsColour } from '../../../reporters/console/paint';
import { textWidth } from '../../../reporters/text/plain-text';
import { FakeTerminal } from './fake-terminal';
import { START } from '../sample-run';

const plain = paintFor(false);
const size = { columns: 100, rows: 30 };

function state(change: Partial<LiveState> = {}): LiveState {
  return {
    startedAt: START,
    totals: { total: 24, done: 6, successful: 4, failed: 2, byStatus: { COMPLETED: 3, NO_ATTACHMENTS: 1, FAILED: 2 } },
    slots: [
      { po: 'PO15262984', supplier: '株式会社サンプル', text: 'downloading 2 of 3, 45 %', since: START + 60_000 },
      { supplier: '', text: 'idle', since: START },
    ],
    remaining: { milliseconds: 150_000, at: START + 60_000 },
    ...change,
  };
}

test('the display shows a bar, counts by status and what each worker does', () => {
  expect(liveFrame(state(), size, START + 72_000, plain)).toEqual([
    '',
    ' ██████▓▓▓░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  6/24 · 25 % · 1 min 12 s · about 2 min 20 s left',
    ' ✅ 3 completed   📭 1 no attachments   ❌ 2 failed',
    '  1 PO15262984     株式会社サンプル              downloading 2 of 3, 45 %                      12 s',
    '  2  idle',
  ]);
});

for (const columns of [20, 41, 60, 80, 100, 240]) {
  test(`no line of the display reaches the last of ${columns} columns`, () => {
    const slots = Array.from({ length: 70 }, () => ({
      po: 'PO15262984',
      supplier: '株'.repeat(60),
      text: 'x'.repeat(300),
      since: START,
    }));
    const lines = liveFrame(state({ slots }), { columns, rows: 24 }, START + 9e6, plain);
    for (const line of lines) expect(textWidth(line)).toBeLessThan(columns);
    expect(lines.length).toBeLessThan(24);
  });
}

test('workers that do not fit are counted', () => {
  const slots = Array.from({ length: 12 }, (_, index) => ({
    po: index < 11 ? `PO${index}` : undefined,
    supplier: '',
    text: 'opening',
    since: START,
  }));
  const lines = liveFrame(state({ slots }), { columns: 80, rows: 10 }, START, plain);
  expect(lines.at(-1)).toBe(' …  7 more workers, 6 busy');
});

test('lines scroll above the display, which is drawn once under them', () => {
  const terminal = new FakeTerminal(40, 12);
  let text = 'one';
  const display = startLiveDisplay(terminal as unknown as Terminal, () => ['', `at ${text}`]);
  display.print('first\n');
  text = 'two';
  display.print('second\nthird\n');
  expect(terminal.lines()).toEqual(['first', 'second', 'third', '', 'at two']);
  display.stop();
  expect(terminal.lines()).toEqual(['first', 'second', 'third']);
  expect(terminal.cursorHidden).toBe(false);
});

test('an unchanged picture is not written again, nor anything while the terminal lags', () => {
  const terminal = new FakeTerminal(40, 12);
  let text = 'same';
  const display = startLiveDisplay(terminal as unknown as Terminal, () => [text]);
  const before = terminal.writes;
  display.draw();
  expect(terminal.writes).toBe(before);
  text = 'new';
  terminal.writableNeedDrain = true;
  display.draw();
  expect(terminal.writes).toBe(before);
  terminal.writableNeedDrain = false;
  display.draw();
  expect(terminal.writes).toBe(before + 1);
  display.stop();
});

test('a terminal made narrower leaves no rest of the old picture', () => {
  const terminal = new FakeTerminal(40, 12);
  const display = startLiveDisplay(terminal as unknown as Terminal, ({ columns }) => ['x'.repeat(columns - 1)]);
  display.print('above\n');
  terminal.resize(20);
  display.draw();
  expect(terminal.lines()).toEqual(['above', 'x'.repeat(19)]);
  display.stop();
});

test('what others write to a guarded stream goes above, half lines when they are whole', () => {
  const terminal = new FakeTerminal(40, 12);
  const stream = { write: () => true } as unknown as { write: NodeJS.WriteStream['write'] };
  const own = stream.write;
  const display = startLiveDisplay(terminal as unknown as Terminal, () => ['live'], [stream]);
  stream.write('half ');
  expect(terminal.lines()).toEqual(['live']);
  stream.write(Buffer.from('whole\nrest'));
  expect(terminal.lines()).toEqual(['half whole', 'live']);
  display.stop();
  expect(terminal.lines()).toEqual(['half whole', 'rest']);
  expect(stream.write).toBe(own);
});

test('stopping twice is stopping once, and the terminal keeps no listener', () => {
  const terminal = new FakeTerminal(40, 12);
  const exits = process.listenerCount('exit');
  const display = startLiveDisplay(terminal as unknown as Terminal, () => ['live']);
  display.stop();
  const { writes } = terminal;
  display.stop();
  expect(terminal.writes).toBe(writes);
  expect((terminal as EventEmitter).listenerCount('resize')).toBe(0);
  expect(process.listenerCount('exit')).toBe(exits);
});

test('colours follow NO_COLOR and FORCE_COLOR', () => {
  expect(wantsColour(true, {})).toBe(true);
  expect(wantsColour(false, {})).toBe(false);
  expect(wantsColour(true, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColour(true, { TERM: 'dumb' })).toBe(false);
  expect(wantsColour(false, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true);
  expect(paintFor(true)('bad', 'x')).toBe('\u001b[31mx\u001b[39m');
});
