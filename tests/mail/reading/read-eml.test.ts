import { expect, test } from '@playwright/test';
import { decodeWindows1252Rightly } from '../../../mail/reading/charset';
import { readEml } from '../../../mail/reading/read-eml';
import { base64, eml, HEADERS, part, parts, PNG } from '../mime';

decodeWindows1252Rightly();

const TEXT: [string, Buffer, string][] = [
  [
    'quoted-printable, Windows-1252',
    eml(
      [...HEADERS, 'Content-Type: text/plain; charset="Windows-1252"', 'Content-Transfer-Encoding: quoted-printable'],
      '=93Offer=94 =96 =80 1.250,=\r\n00',
    ),
    '“Offer” – € 1.250,00',
  ],
  [
    'base64, UTF-8',
    eml(
      [...HEADERS, 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'],
      base64('Ação 価格 €'),
    ),
    'Ação 価格 €',
  ],
  [
    '8 bits that call themselves iso-8859-1',
    eml(
      [...HEADERS, 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: 8bit'],
      '\x80 5, Gr\xfc\xdfe',
    ),
    '€ 5, Grüße',
  ],
  ['iso-2022-jp', eml([...HEADERS, 'Content-Type: text/plain; charset=iso-2022-jp'], '\x1b$B8+@Q\x1b(B'), '見積'],
  [
    'an unknown character set',
    eml([...HEADERS, 'Content-Type: text/plain; charset=x-nobody-knows'], 'Gr\xfc\xdfe'),
    'Grüße',
  ],
  ['no MIME at all', eml(HEADERS.slice(0, 4), 'plain'), 'plain'],
  [
    "mbox's line and a mark before the first header",
    Buffer.concat([Buffer.from('\ufeff\r\nFrom orders@supplier.example Mon Sep 14\r\n'), eml(HEADERS, 'after all')]),
    'after all',
  ],
];
for (const [what, bytes, text] of TEXT) {
  test(`a body is read: ${what}`, async () => {
    const message = await readEml(bytes);
    expect(message.text?.trim()).toBe(text);
    expect([message.from?.address, message.subject, message.sentAt]).toEqual([
      'orders@supplier.example',
      'Offer',
      Date.parse('2026-09-14T08:30:00Z'),
    ]);
  });
}

test('names, groups and encoded words of the header are read', async () => {
  const message = await readEml(
    eml(
      [
        'From: =?windows-1252?Q?M=FCller=2C_Jos=E9?= <jose@supplier.example>',
        'To: Buyers: a@buyer.example, "B, Buyer" <b@buyer.example>;, c@buyer.example',
        'Cc: =?utf-8?B?RWlua8OkdWZlcg==?= <d@buyer.example>',
        'Subject: =?windows-1252?Q?Offer_=96?= =?windows-1252?Q?_=801.250?=',
        'Date: long ago',
      ],
      'x',
    ),
  );
  expect(message.from).toEqual({ name: 'Müller, José', address: 'jose@supplier.example' });
  expect(message.to.map(({ name, address }) => `${name}|${address}`)).toEqual([
    '|a@buyer.example',
    'B, Buyer|b@buyer.example',
    '|c@buyer.example',
  ]);
  expect(message.cc[0]!.name).toBe('Einkäufer');
  expect(message.subject).toBe('Offer – €1.250');
  expect(message.sentAt).toBeUndefined();
});

test('alternatives, pictures of the body, invitations and messages within are told apart', async () => {
  const inner = eml(
    [...HEADERS.filter((line) => !line.startsWith('Subject')), 'Subject: Inner: offer?'],
    'inner text',
  ).toString('latin1');
  const body = parts(
    'A',
    part(['Content-Type: text/plain; charset=utf-8'], 'plain'),
    part(
      ['Content-Type: multipart/related; boundary=R'],
      parts(
        'R',
        part(['Content-Type: text/html; charset=windows-1252'], '<p>\x80 <img src="cid:logo@1">'),
        part(['Content-Type: image/png', 'Content-ID: <logo@1>', 'Content-Transfer-Encoding: base64'], base64(PNG)),
      ),
    ),
    part(['Content-Type: text/calendar; charset=utf-8; method=REQUEST'], 'BEGIN:VCALENDAR', 'END:VCALENDAR'),
  );
  const message = await readEml(
    eml(
      [...HEADERS, 'Content-Type: multipart/mixed; boundary=M'],
      parts(
        'M',
        part(['Content-Type: multipart/alternative; boundary=A'], body),
        part(
          [
            'Content-Type: application/pdf',
            "Content-Disposition: attachment; filename*=utf-8''Angebot%20%E2%82%AC.pdf",
            'Content-Transfer-Encoding: base64',
          ],
          base64('%PDF-1.4'),
        ),
        part(['Content-Type: message/rfc822', 'Content-Disposition: inline'], inner),
        part(['Content-Type: application/vnd.ms-excel', 'Content-Transfer-Encoding: base64'], base64('xls')),
      ),
    ),
  );
  expect(message.html).toContain('€ <img');
  expect(message.html).not.toContain('inner text');
  expect(message.attachments.map(({ name, type, contentId = '' }) => [name, type, contentId])).toEqual([
    ['attachment.png', 'image/png', 'logo@1'],
    ['invitation.ics', 'text/calendar', ''],
    ['Angebot €.pdf', 'application/pdf', ''],
    ['Inner: offer?.eml', 'message/rfc822', ''],
    ['attachment.xls', 'application/vnd.ms-excel', ''],
  ]);
  expect(Buffer.from(message.attachments[0]!.content)).toEqual(PNG);
  expect((await readEml(message.attachments[3]!.content)).text?.trim()).toBe('inner text');
});

test('a file that is no message is refused', async () => {
  await expect(readEml(Buffer.from('<html><body>Please sign in</body></html>'))).rejects.toThrow(
    'no header of a message',
  );
});
