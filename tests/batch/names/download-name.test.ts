import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { downloadName, type NameSources } from '../../../batch/names/download-name';

const ORDER = 'https://acme.coupahost.com/attachments/attachment_file/77';
const BASE: NameSources = { suggested: '', linkText: '', url: ORDER };
const raw = (name: string) => `attachment; filename="${name}"`;
const PDF = Uint8Array.from(Buffer.from('%PDF-1.7'));

for (const [sentence, sources, name] of [
  ["the browser's word", { suggested: 'a b.pdf', rawDisposition: raw('a b.pdf') }, 'a b.pdf'],
  [
    'raw Latin-1 bytes',
    { suggested: 'Angebot_', rawDisposition: raw('Angebot M\xfcnchen.pdf') },
    'Angebot München.pdf',
  ],
  [
    'raw UTF-8 bytes',
    { suggested: 'Angebot München.pdf', rawDisposition: raw('Angebot MÃ¼nchen.pdf') },
    'Angebot München.pdf',
  ],
  ['raw bytes of Windows-1252', { suggested: 'Preis_', rawDisposition: raw('Preis 5€.pdf') }, 'Preis 5€.pdf'],
  [
    'raw bytes without quotes',
    { suggested: 'x_', rawDisposition: 'attachment; filename=M\xfcnchen.pdf; size=3' },
    'München.pdf',
  ],
  [
    'filename* wins over raw bytes',
    { suggested: 'good.pdf', rawDisposition: 'attachment; filename="M\xfc.pdf"; filename*=UTF-8\'\'good.pdf' },
    'good.pdf',
  ],
  [
    'an unknown character set, Latin-1 bytes',
    { suggested: '77', rawDisposition: "attachment; filename*=klingon''M%FCnchen.pdf" },
    'München.pdf',
  ],
  [
    'an unknown character set, UTF-8 bytes',
    { suggested: '77', rawDisposition: "attachment; filename*=x-none''M%C3%BCnchen.pdf" },
    'München.pdf',
  ],
  ['only an extension', { suggested: 'pdf', rawDisposition: raw('.pdf') }, 'attachment.pdf'],
  [
    "only an extension: the link's text",
    { suggested: 'pdf', rawDisposition: raw('.pdf'), linkText: 'Offer Berlin' },
    'Offer Berlin.pdf',
  ],
  [
    "only an extension: the link's text has one too",
    { suggested: 'pdf', rawDisposition: raw('.pdf'), linkText: 'Offer.pdf' },
    'Offer.pdf',
  ],
  ['no name and no address: what a person reads', { url: '', linkText: 'budget code.txt' }, 'budget code.txt'],
  ['the same without an ending is no name', { url: '', linkText: 'Save' }, 'attachment'],
  ['an extension of the link', { suggested: 'Contract', linkText: 'Contract.docx' }, 'Contract.docx'],
  ['an extension of the address', { suggested: 'Contract', url: `${ORDER}/c.xlsx?x=1` }, 'Contract.xlsx'],
  [
    'an extension of the type',
    { suggested: 'Contract', contentType: 'application/pdf; charset=binary' },
    'Contract.pdf',
  ],
  [
    'an extension of the first bytes',
    { suggested: 'Contract', contentType: 'application/octet-stream', firstBytes: PDF },
    'Contract.pdf',
  ],
  ['a version is no extension', { suggested: 'Offer v1.2', contentType: 'application/pdf' }, 'Offer v1.2.pdf'],
  ['nothing known', { suggested: 'Contract', contentType: 'application/octet-stream' }, 'Contract'],
  [
    'no name at all',
    { suggested: '', url: 'data:application/pdf;base64,', contentType: 'application/pdf' },
    'attachment.pdf',
  ],
  [
    'an extension that tables know is kept, whatever the type says',
    { suggested: 'a.docx', contentType: 'application/pdf' },
    'a.docx',
  ],
  ['an Outlook message is not renamed', { suggested: 'mail.msg', contentType: 'application/octet-stream' }, 'mail.msg'],
] as [string, Partial<NameSources>, string][]) {
  test(sentence, () => expect(downloadName({ ...BASE, ...sources })).toBe(name));
}

for (const [start, kind] of [
  ['\x89PNG\r\n', 'png'],
  ['\xff\xd8\xff\xe0', 'jpg'],
  ['PK\x03\x04 [Content_Types].xml word/document.xml', 'docx'],
  ['PK\x03\x04 xl/workbook.xml', 'xlsx'],
  ['PK\x03\x04 a.txt', 'zip'],
  ['{\\rtf1', 'rtf'],
  ['\xd0\xcf\x11\xe0', 'msg'],
] as const) {
  test(`first bytes of ${kind}`, () => {
    const firstBytes = Uint8Array.from(Buffer.from(start, 'latin1'));
    expect(downloadName({ ...BASE, suggested: 'x', firstBytes })).toBe(`x.${kind}`);
  });
}

test('a suggestion that is an extension only keeps it, whatever the address ends with', () => {
  const url = 'http://a.example/%00.aw';
  expect(downloadName({ suggested: ' .pdf', linkText: '', url })).toBe('attachment.pdf');
});

test('a name is never empty, and an extension that the browser gave is never lost', () => {
  const anything = fc.record({
    suggested: fc.string(),
    rawDisposition: fc.option(fc.string().map(raw), { nil: undefined }),
    linkText: fc.string(),
    url: fc.webUrl(),
    contentType: fc.option(fc.string(), { nil: undefined }),
  });
  fc.assert(fc.property(anything, (sources) => downloadName(sources).trim() !== ''));
  const stem = fc.stringMatching(/^[\w ]{1,20}$/);
  fc.assert(
    fc.property(anything, stem, fc.constantFrom('pdf', 'docx', 'msg'), (sources, name, kind) =>
      downloadName({ ...sources, rawDisposition: undefined, suggested: `${name}.${kind}` }).endsWith(`.${kind}`),
    ),
  );
});
