/** A message as bytes: header lines, an empty line, the body. Characters are bytes. */
export function eml(headers: string[], ...body: string[]): Buffer {
  return Buffer.from([...headers, '', ...body, ''].join('\r\n'), 'latin1');
}

/** A part of a multipart message. */
export const part = (headers: string[], ...body: string[]) => [...headers, '', ...body].join('\r\n');

/** The body of a multipart message. */
export const parts = (boundary: string, ...all: string[]) =>
  [...all.map((one) => `--${boundary}\r\n${one}`), `--${boundary}--`].join('\r\n');

export const base64 = (content: string | Buffer) =>
  Buffer.from(content)
    .toString('base64')
    .replace(/(.{76})/g, '$1\r\n');

export const HEADERS = [
  'From: Order Desk <orders@supplier.example>',
  'To: a@buyer.example',
  'Subject: Offer',
  'Date: Mon, 14 Sep 2026 10:30:00 +0200',
  'MIME-Version: 1.0',
];

/** One pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
