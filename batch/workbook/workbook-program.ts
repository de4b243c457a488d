import { cellText, type SheetCell } from './cell-text';

/**
 * Reads the workbook on stdin and prints its sheets as JSON. A program of its own: the reader is asynchronous, the
 * list is read while the config loads, and a workbook that unpacks to gigabytes must not take the run with it.
 */
async function main(): Promise<void> {
  const { default: readWorkbook } = await import('read-excel-file/node');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  // To the letter: the reader would trim texts, and round numbers of more than 15 digits.
  const sheets = await readWorkbook(Buffer.concat(chunks), { trim: false, parseNumber: (digits) => ({ digits }) });
  const texts = sheets.map(({ sheet, data }) => ({
    name: sheet,
    rows: data.map((row) => row.map((cell) => cellText(cell as SheetCell))),
  }));
  process.stdout.write(JSON.stringify(texts));
}

main().catch((error: Error) => {
  process.stderr.write(error.message);
  process.exitCode = 1;
});
