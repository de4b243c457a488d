import { textWidth } from '../text';

/**
 * Keeps a few lines at the bottom of a terminal while other lines scroll above them. Everything that changes the
 * screen goes out in one write, inside a synchronised update where the terminal has that, and the cursor rests under
 * the last line: so nothing flickers, and a process that is killed leaves a usable terminal behind.
 */
export interface Terminal {
  write: NodeJS.WriteStream['write'];
  columns?: number;
  rows?: number;
  writableNeedDrain?: boolean;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

export interface LiveDisplay {
  /** Prints lines above the display. */
  print(text: string): void;
  /** Draws now if the picture changed; for resizes and tests. */
  draw(): void;
  /** Removes the display and gives the streams back. May be called twice. */
  stop(): void;
}

const FRAME_MS = 100;
const BEGIN = '\u001b[?2026h\u001b[?25l';
const END = '\u001b[?25h\u001b[?2026l';
const CLEAR_DOWN = '\u001b[J';
const CLEAR_RIGHT = '\u001b[K';

/**
 * `frame` gives the lines for the terminal's present size. `guarded` are the streams that others write to while the
 * display is up (Playwright's warnings, a library's console.log): their text is put above it instead of through it.
 */
export function startLiveDisplay(
  terminal: Terminal,
  frame: (size: { columns: number; rows: number }) => string[],
  guarded: { write: NodeJS.WriteStream['write'] }[] = [],
): LiveDisplay {
  const rawWrite = terminal.write.bind(terminal);
  let drawn: string[] = [];
  let lastPicture = '';
  let halfLine = '';
  let stopped = false;

  const size = () => ({ columns: terminal.columns || 80, rows: terminal.rows || 24 });
  /** A terminal made narrower has wrapped what was drawn: count the rows as they are now, not as they were. */
  const climb = () => {
    const { columns } = size();
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(withoutStyles(line)) / columns)), 0);
    return `\r${rows > 0 ? `\u001b[${rows}A` : ''}`;
  };
  const picture = () => drawn.map((line) => `${line}${CLEAR_RIGHT}\n`).join('');

  const redraw = (above: string, next = frame(size())) => {
    const up = climb();
    drawn = next;
    lastPicture = drawn.join('\n');
    rawWrite(BEGIN + up + (above ? CLEAR_DOWN + above : '') + picture() + CLEAR_DOWN + END);
  };
  const draw = () => {
    // A slow terminal (ssh over a phone) gets fewer frames instead of a queue of old ones.
    if (stopped || terminal.writableNeedDrain) return;
    const next = frame(size());
    if (next.join('\n') !== lastPicture) redraw('', next);
  };
  const print = (text: string) => {
    if (stopped) rawWrite(text);
    else redraw(text.endsWith('\n') ? text : `${text}\n`);
  };

  const giveBack = guarded.map((stream) => {
    const had = Object.hasOwn(stream, 'write') ? stream.write : undefined;
    stream.write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
      halfLine += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      const end = halfLine.lastIndexOf('\n') + 1;
      if (end > 0) print(halfLine.slice(0, end));
      halfLine = halfLine.slice(end);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') process.nextTick(callback as () => void);
      return true;
    }) as NodeJS.WriteStream['write'];
    return () => {
      if (had) stream.write = had;
      else delete (stream as Partial<typeof stream>).write;
    };
  });

  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  terminal.on('resize', draw);
  const stop = () => {
    if (stopped) return;
    clearInterval(timer);
    terminal.off('resize', draw);
    process.off('exit', stop);
    giveBack.forEach((restore) => restore());
    rawWrite(BEGIN + climb() + CLEAR_DOWN + END + (halfLine ? `${halfLine}\n` : ''));
    stopped = true;
    drawn = [];
  };
  process.on('exit', stop);
  redraw('');
  return { print, draw, stop };
}

const withoutStyles = (text: string) => text.replace(/\u001b\[[0-9;]*m/g, '');
