import { zip } from '../../data/portal/files/zip';

/** Workbooks as programs write them, cell by cell: what a library that writes them would not make on request. */

/** A cell: text, number, date (a serial number with a date's format), formula with its kept value, anything else. */
export type MadeCell =
  | string
  | number
  | boolean
  | null
  | { date: number }
  | { formula: string; value: string | number }
  | { number: string }
  | { error: string };

/** A workbook's sheets by their names, in order. Text goes to the shared strings, as in Excel. */
export function workbook(sheets: Record<string, MadeCell[][]>): Buffer {
  const shared: string[] = [];
  const names = Object.keys(sheets);
  const pages = Object.values(sheets).map((rows) => sheetXml(rows, shared));
  const parts = names.map((_, i) => `worksheets/sheet${i + 1}.xml`);
  const types = [
    ['/xl/workbook.xml', 'sheet.main'],
    ...parts.map((part) => [`/xl/${part}`, 'worksheet']),
    ['/xl/styles.xml', 'styles'],
    ['/xl/sharedStrings.xml', 'sharedStrings'],
  ].map(([name, type]) => `<Override PartName="${name}" ContentType="${FORMAT}.${type}+xml"/>`);
  return zip({
    '[Content_Types].xml':
      `${XML}<Types xmlns="${SCHEMAS}/package/2006/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Default Extension="xml" ContentType="application/xml"/>${types.join('')}</Types>`,
    '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml':
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${SCHEMAS}/officeDocument/2006/relationships"><sheets>` +
      names.map((name, i) => `<sheet name="${xml(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('') +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relations([
      ...parts.map((part): [string, string] => ['worksheet', part]),
      ['styles', 'styles.xml'],
      ['sharedStrings', 'sharedStrings.xml'],
    ]),
    'xl/styles.xml':
      `${XML}<styleSheet xmlns="${MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>` +
      '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
      '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    ...Object.fromEntries(pages.map((page, i) => [`xl/${parts[i]}`, page])),
    'xl/sharedStrings.xml':
      `${XML}<sst xmlns="${MAIN}">` +
      `${shared.map((text) => `<si><t xml:space="preserve">${xml(text)}</t></si>`).join('')}</sst>`,
  });
}

/** The container of a workbook with a password, as far as programs recognise it by: nothing in it can be read. */
export function protectedWorkbook(): Buffer {
  const head = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  return Buffer.concat([head, Buffer.alloc(1016), Buffer.from('EncryptedPackage', 'utf16le'), Buffer.alloc(480)]);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const SCHEMAS = 'http://schemas.openxmlformats.org';
const MAIN = `${SCHEMAS}/spreadsheetml/2006/main`;
const FORMAT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function sheetXml(rows: MadeCell[][], shared: string[]): string {
  const body = rows.map((row, r) => {
    const cells = row.map((value, c) => cellXml(value, `${columnName(c)}${r + 1}`, shared));
    return row.length > 0 ? `<row r="${r + 1}">${cells.join('')}</row>` : '';
  });
  return `${XML}<worksheet xmlns="${MAIN}"><sheetData>${body.join('')}</sheetData></worksheet>`;
}

function cellXml(value: MadeCell, at: string, shared: string[]): string {
  if (value === null) return '';
  if (typeof value === 'string') return `<c r="${at}" t="s"><v>${shared.push(value) - 1}</v></c>`;
  if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
  if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${Number(value)}</v></c>`;
  if ('date' in value) return `<c r="${at}" s="1"><v>${value.date}</v></c>`;
  if ('number' in value) return `<c r="${at}"><v>${value.number}</v></c>`;
  if ('error' in value) return `<c r="${at}" t="e"><v>${value.error}</v></c>`;
  const type = typeof value.value === 'string' ? ' t="str"' : '';
  return `<c r="${at}"${type}><f>${xml(value.formula)}</f><v>${xml(String(value.value))}</v></c>`;
}

const columnName = (index: number): string =>
  (index >= 26 ? columnName(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));

function relations(targets: [type: string, target: string][]): string {
  const items = targets.map(
    ([type, target], i) =>
      `<Relationship Id="rId${i + 1}" Type="${SCHEMAS}/officeDocument/2006/relationships/${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${SCHEMAS}/package/2006/relationships">${items.join('')}</Relationships>`;
}

const xml = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
