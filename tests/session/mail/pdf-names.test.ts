import { expect, test } from '@playwright/test';
import { pdfNames } from '../../../session/mail/pdf-names';

const CASES: [string, string[], Record<string, string>][] = [
  ['a message has a PDF of its name', ['offer.msg'], { 'offer.msg': 'offer.pdf' }],
  ["another file's name is not taken, in any case", ['offer.msg', 'OFFER.PDF'], { 'offer.msg': 'offer.msg.pdf' }],
  ['two messages of one name have two PDFs', ['a.msg', 'a.eml'], { 'a.eml': 'a.pdf', 'a.msg': 'a.msg.pdf' }],
  ['both names can be taken', ['a.msg', 'a.pdf', 'a.msg.pdf'], { 'a.msg': 'a.msg (1).pdf' }],
  ['only the last ending goes', ['v1.2 offer.eml'], { 'v1.2 offer.eml': 'v1.2 offer.pdf' }],
];
for (const [what, files, names] of CASES) {
  test(what, () => {
    const messages = files.filter((name) => /\.(msg|eml)$/.test(name));
    for (const order of [messages, messages.toReversed()])
      expect(Object.fromEntries(pdfNames(order, files, '/d/PO1_COMPLETED'))).toEqual(names);
  });
}

test('a name that would be too long is cut before its ending', () => {
  const name = `${'x'.repeat(251)}.msg`;
  const pdf = pdfNames([name], [name, `${'x'.repeat(251)}.pdf`], '/d/PO1_COMPLETED').get(name)!;
  expect(pdf.length).toBeLessThanOrEqual(255);
  expect(pdf).toMatch(/\.pdf$/);
});
