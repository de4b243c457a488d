import { EventEmitter } from 'node:events';

/** A terminal that understands just what the live display says, and rewraps its lines when it is resized. */
export class FakeTerminal extends EventEmitter {
  writes = 0;
  cursorHidden = false;
  writableNeedDrain = false;
  isTTY = true;
  private rowsOfText: string[] = [''];
  private row = 0;
  private col = 0;

  constructor(
    public columns: number,
    public rows: number,
  ) {
    super();
  }

  write(text: string): boolean {
    this.writes++;
    for (const [token] of text.matchAll(/\u001b\[[?0-9;]*[A-Za-z]|[\r\n]|[^\u001b\r\n]+/g)) this.take(token);
    return true;
  }

  /** Rows with text on them, empty ones at the end left out. */
  lines(): string[] {
    const rows = this.rowsOfText.map((row) => row.trimEnd());
    while (rows.length > 0 && rows.at(-1) === '') rows.pop();
    return rows;
  }

  resize(columns: number): void {
    const rows = this.rowsOfText.flatMap((row) => row.match(new RegExp(`.{1,${columns}}`, 'g')) ?? ['']);
    this.row += rows.length - this.rowsOfText.length;
    this.rowsOfText = rows;
    this.columns = columns;
    this.emit('resize');
  }

  private take(token: string): void {
    if (token === '\n') [this.row, this.col] = [this.row + 1, 0];
    else if (token === '\r') this.col = 0;
    else if (token === '\u001b[J') this.clearDown();
    else if (token === '\u001b[K') this.put(this.line().slice(0, this.col));
    else if (token === '\u001b[?25l') this.cursorHidden = true;
    else if (token === '\u001b[?25h') this.cursorHidden = false;
    else if (/^\u001b\[\d+A$/.test(token)) this.row -= Number(token.slice(2, -1));
    else if (!token.startsWith('\u001b')) {
      this.put(this.line().slice(0, this.col).padEnd(this.col) + token + this.line().slice(this.col + token.length));
      this.col += token.length;
    }
  }

  private clearDown(): void {
    this.put(this.line().slice(0, this.col));
    this.rowsOfText.length = this.row + 1;
  }

  private line(): string {
    return this.rowsOfText[this.row] ?? '';
  }

  private put(text: string): void {
    while (this.rowsOfText.length <= this.row) this.rowsOfText.push('');
    this.rowsOfText[this.row] = text;
  }
}
