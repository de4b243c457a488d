import { expect, test } from '@playwright/test';
import type { OutcomeRecord } from '../../../batch/outcome/outcome';
import { RepeatedFiles } from '../../../reporters/text/repeated-files';

const PORTAL = 'https://acme.coupahost.com';
type File = (number: string, at: number) => [link: string, name: string, size?: number];

const OWN: File = (number, at) => [`${PORTAL}/documents/${at + 1000}`, `Survey ${number}.pdf`];

/** A run of POs, each of which has the files that come of its number and place. */
function run(pos: number, filesOf: (at: number) => File[], change: Partial<OutcomeRecord> = {}): RepeatedFiles {
  const repeated = new RepeatedFiles();
  for (let at = 0; at < pos; at++) {
    const number = String(15_262_984 + at);
    const files = filesOf(at).map((file) => {
      const [link, name, size = 1] = file(number, at);
      return { link, name, size };
    });
    repeated.add({ po: `PO${number}`, files, ...change });
  }
  return repeated;
}

for (const [sentence, file, name, selector] of [
  ['terms in the same place', () => [`${PORTAL}/terms.pdf`, 'terms.pdf'], 'terms.pdf', 'a[href$="/terms.pdf"]'],
  [
    'a guide at an address that ends like those of files',
    () => [`${PORTAL}/guides/3/download`, 'Guide.pdf'],
    'Guide.pdf',
    'a[href$="/guides/3/download"]',
  ],
  ['a document by its query', () => [`${PORTAL}/show?token=abc`, 'Policy.pdf'], 'Policy.pdf', undefined],
  [
    'a print of each page',
    (number, at) => [`${PORTAL}/order_headers/${number}/print`, `Order ${number}.pdf`, at],
    'Order ….pdf',
    undefined,
  ],
  ['a button that gives the same file', () => ['control:Download#1', 'Guide.pdf', 9], 'Guide.pdf', undefined],
] as [string, File, string, string | undefined][])
  test(`told at the run's end: ${sentence}`, () => {
    expect(run(6, () => [file, OWN]).found()).toEqual([{ name, pos: 6, ...(selector && { selector }) }]);
  });

for (const [sentence, pos, filesOf, change] of [
  ['other files from addresses of their own', 9, () => [OWN]],
  ['the first attachment of each order', 9, () => [(number) => [`${PORTAL}/o/${number}/attachments/1`, 'Quote.pdf']]],
  ['what Coupa calls an attachment', 9, () => [() => [`${PORTAL}/attachment_file/1/terms.pdf`, 'terms.pdf']]],
  ['the first button of each order', 9, () => [(_, at) => ['control:Download#1', 'Quote.pdf', at]]],
  ['POs of one requisition', 9, () => [() => [`${PORTAL}/a/1`, 'Plan.pdf']], { requisition: { gaveFiles: true } }],
  ['four POs', 4, () => [() => [`${PORTAL}/terms.pdf`, 'terms.pdf']]],
  ['fewer than half of the POs', 20, (at) => (at % 3 ? [OWN] : [() => [`${PORTAL}/a/7`, 'Frame contract.pdf'], OWN])],
] as [string, number, (at: number) => File[], Partial<OutcomeRecord>?][])
  test(`no hint: ${sentence}`, () => {
    expect(run(pos, filesOf, change).lines()).toEqual([]);
  });

test('the lines name each file, in how many POs, and what to do', () => {
  const terms: File = () => [`${PORTAL}/terms.pdf`, 'terms.pdf'];
  const texts = run(8, (at) => (at < 6 ? [terms, OWN] : [OWN]))
    .lines()
    .map(({ text }) => text);
  expect(texts).toEqual([
    '',
    '👀 1 file came with most POs from the same address, and may be no attachment of theirs:',
    '   6 of 8 POs: terms.pdf   (a[href$="/terms.pdf"])',
    '   To leave such files out, say where they stand on the page: portal.notAttachments, docs/own-pages.md',
  ]);
});
