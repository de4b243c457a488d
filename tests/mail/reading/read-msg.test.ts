import { expect, test } from '@playwright/test';
import { fileContent } from '../../../data/portal/files/content';
import { readMsg } from '../../../mail/reading/read-msg';
import { outlookFile, storedRtf, type Properties } from '../outlook-file';
import { PNG } from '../mime';

const SENT = new Date('2026-09-14T08:30:00Z');
const BASE: Properties = {
  0x001a001f: 'IPM.Note',
  0x0037001f: 'Offer – € 5',
  0x0c1a001f: 'Order Desk',
  0x0c1f001f: '/O=EXCHANGE/CN=ORDERS',
  0x5d01001f: 'orders@supplier.example',
  0x00390040: SENT,
};
const HTML = '<p>“Offer” – € 5</p>';

test("the sample portal's message is read", () => {
  const text = { heading: 'Purchase Order #1', title: 'Offer', supplier: 'Ünï', currency: 'EUR', lines: [] };
  const message = readMsg(fileContent('a.msg', text).head);
  expect(message).toMatchObject({
    from: { name: 'Order Desk', address: 'orders@supplier.example' },
    to: [{ name: 'Procurement', address: 'procurement@buyer.example' }],
    subject: 'Offer - Purchase Order #1',
    sentAt: SENT.getTime(),
    attachments: [],
  });
  expect(message.text).toContain('Ünï');
});

test("recipients by their kind, and no Exchange address as a person's", () => {
  const recipient = (kind: number, name: string, mail: string): Properties => ({
    0x0c150003: kind,
    0x3001001f: name,
    0x3003001f: '/O=EXCHANGE/CN=X',
    0x39fe001f: mail,
  });
  const message = readMsg(
    outlookFile({
      properties: BASE,
      recipients: [recipient(1, 'A', 'a@buyer.example'), recipient(2, 'C', 'c@buyer.example'), recipient(3, 'B', '')],
    }),
  );
  expect(message.from).toEqual({ name: 'Order Desk', address: 'orders@supplier.example' });
  expect(
    [message.to, message.cc, message.bcc].map((list) => list.map(({ name, address }) => `${name} ${address}`)),
  ).toEqual([['A a@buyer.example'], ['C c@buyer.example'], ['B ']]);
});

const BODIES: [string, Properties, string][] = [
  [
    'HTML in Windows-1252',
    { 0x10130102: Buffer.from('<p>\x93Offer\x94 \x96 \x80 5</p>', 'latin1'), 0x3fde0003: 1252 },
    HTML,
  ],
  ['HTML in UTF-8', { 0x10130102: Buffer.from(HTML), 0x3fde0003: 65001 }, HTML],
  ['HTML as text', { 0x1013001f: HTML }, HTML],
  [
    'HTML within RTF',
    {
      0x10090102: storedRtf(
        '{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\\uc1\\pard\\plain\\f0 ' +
          "{\\*\\htmltag64 <p>}\\'93Offer\\'94 \\'96 \\'80 5{\\*\\htmltag72 </p>}}",
      ),
    },
    HTML,
  ],
];
for (const [what, body, html] of BODIES) {
  test(`a body is read: ${what}`, () => {
    expect(readMsg(outlookFile({ properties: { ...BASE, ...body } })).html).toBe(html);
  });
}

test('rich text and damaged RTF leave the text that is beside them', () => {
  for (const rtf of [storedRtf('{\\rtf1\\ansi rich}'), Buffer.from('nonsense, and long enough')])
    expect(readMsg(outlookFile({ properties: { ...BASE, 0x10090102: rtf, 0x1000001f: 'plain' } }))).toMatchObject({
      text: 'plain',
    });
});

test('text that is no Unicode is read in the character set that the message names', () => {
  const properties: Properties = {
    0x001a001e: Buffer.from('IPM.Note'),
    0x0037001e: Buffer.from('Nab\xeddka \x9e', 'latin1'),
    0x1000001e: Buffer.from('\x8a\x80', 'latin1'),
    0x3ffd0003: 1250,
  };
  expect(readMsg(outlookFile({ properties }))).toMatchObject({ subject: 'Nabídka ž', text: 'Š€' });
});

test('attachments, pictures of the body and messages within are there with their names', () => {
  const message = readMsg(
    outlookFile({
      properties: { ...BASE, 0x1013001f: '<img src="cid:image001.png@01D9">' },
      attachments: [
        { 0x37050003: 1, 0x3707001f: 'Angebot €.pdf', 0x37010102: Buffer.from('%PDF-1.4') },
        {
          0x37050003: 1,
          0x3707001f: 'image001.png',
          0x3712001f: 'image001.png@01D9',
          0x370e001f: 'image/png',
          0x37010102: PNG,
        },
        {
          0x37050003: 5,
          0x3001001f: 'Inner',
          0x3701000d: { properties: { ...BASE, 0x0037001f: 'Inner', 0x1000001f: 'inner text' } },
        },
      ],
    }),
  );
  expect(message.attachments.map(({ name, contentId = '' }) => [name, contentId])).toEqual([
    ['Angebot €.pdf', ''],
    ['image001.png', 'image001.png@01D9'],
    ['Inner.msg', ''],
  ]);
  expect(Buffer.from(message.attachments[1]!.content)).toEqual(PNG);
  expect(readMsg(message.attachments[2]!.content)).toMatchObject({ subject: 'Inner', text: 'inner text' });
});

test("another program's compound file is refused", () => {
  expect(() => readMsg(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toThrow();
});
