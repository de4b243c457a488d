import { documentLines, type DocumentText } from './document-text';
import { zip } from './zip';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const FORMATS = 'application/vnd.openxmlformats-officedocument';
const SCHEMAS = 'http://schemas.openxmlformats.org';

/** A Word document with the order's text. */
export function docx(text: DocumentText): Buffer {
  const paragraphs = [
    `<w:p><w:r><w:rPr><w:b/><w:sz w:val="36"/></w:rPr><w:t>${xml(text.title)}</w:t></w:r></w:p>`,
    ...documentLines(text).map((line) => `<w:p><w:r><w:t xml:space="preserve">${xml(line)}</w:t></w:r></w:p>`),
  ];
  return zip({
    '[Content_Types].xml': contentTypes({ '/word/document.xml': `${FORMATS}.wordprocessingml.document.main+xml` }),
    '_rels/.rels': relations([['officeDocument', 'word/document.xml']]),
    'word/document.xml':
      `${XML}<w:document xmlns:w="${SCHEMAS}/wordprocessingml/2006/main">` +
      `<w:body>${paragraphs.join('')}</w:body></w:document>`,
  });
}

/** A workbook with one sheet: the order's lines, their quantities and prices as numbers. */
export function xlsx(text: DocumentText): Buffer {
  const rows = [
    [text.heading, text.supplier],
    ['Item', 'Quantity', `Unit price (${text.currency})`],
    ...text.lines.map(({ item, quantity, unitPrice }) => [item, quantity, unitPrice]),
  ];
  return zip({
    '[Content_Types].xml': contentTypes({
      '/xl/workbook.xml': `${FORMATS}.spreadsheetml.sheet.main+xml`,
      '/xl/worksheets/sheet1.xml': `${FORMATS}.spreadsheetml.worksheet+xml`,
    }),
    '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml':
      `${XML}<workbook xmlns="${SCHEMAS}/spreadsheetml/2006/main" xmlns:r="${SCHEMAS}/officeDocument/2006/relationships">` +
      '<sheets><sheet name="Order" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relations([['worksheet', 'worksheets/sheet1.xml']]),
    'xl/worksheets/sheet1.xml':
      `${XML}<worksheet xmlns="${SCHEMAS}/spreadsheetml/2006/main"><sheetData>` +
      rows.map((row, r) => `<row r="${r + 1}">${row.map((value, c) => cell(value, r, c)).join('')}</row>`).join('') +
      '</sheetData></worksheet>',
  });
}

function cell(value: string | number, row: number, column: number): string {
  const at = `${'ABC'[column]}${row + 1}`;
  return typeof value === 'number'
    ? `<c r="${at}"><v>${value}</v></c>`
    : `<c r="${at}" t="inlineStr"><is><t>${xml(value)}</t></is></c>`;
}

function contentTypes(parts: Record<string, string>): string {
  const overrides = Object.entries(parts).map(([name, type]) => `<Override PartName="${name}" ContentType="${type}"/>`);
  return (
    `${XML}<Types xmlns="${SCHEMAS}/package/2006/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`
  );
}

function relations(targets: [type: string, target: string][]): string {
  const items = targets.map(
    ([type, target], i) =>
      `<Relationship Id="rId${i + 1}" Type="${SCHEMAS}/officeDocument/2006/relationships/${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${SCHEMAS}/package/2006/relationships">${items.join('')}</Relationships>`;
}

function xml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
