import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { Scrubber } from '../../../cli/inspect/saving';

const scrubber = () => new Scrubber('a key', 'https://acme.coupahost.com');

for (const [text, pattern] of [
  ['Attachments (2)', /^Attachments \(2\)$/],
  ['Order attachments (3)', /^[A-Z][a-z]{4} attachments \(3\)$/],
  ['3 files', /^3 files$/],
  ['Keine Anhänge', /^Keine Anhänge$/],
  ['Show 2 more', /^Show 2 more$/],
  ['Loading…', /^Loading…$/],
  ['Add attachment', /^Add attachment$/],
  ['Download', /^Download$/],
  ["Oops! We couldn't find what you wanted", /^Oops! We couldn't find what you wanted$/],
  ['Angebot-2211.pdf', /^[A-Z][a-z]{6}-\d{4}\.pdf$/],
  ['Quote 2.pdf', /^[A-Z][a-z]{4} \d\.pdf$/],
  ['Halden Industrial Supply AS', /^(?!.*Halden)[A-Z][a-z]{5} [A-Z][a-z]{9} [A-Z][a-z]{5} [A-Z]{2}$/],
  ['EUR 1,234.50', /^[A-Z]{3} \d,\d{3}\.\d{2}$/],
  ['sam.buyer@acme.com', /^(?!sam)[a-z]{3}\.[a-z]{5}@[a-z]{4}\.[a-z]{3}$/],
  ['Поставка Северсталь', /^(?!.*Северсталь)[А-Я][а-я]{7} [А-Я][а-я]{9}$/],
] as const) {
  test(`text: ${text}`, () => expect(scrubber().text(text)).toMatch(pattern));
}

for (const [address, pattern] of [
  ['/order_headers/15262984', /^\/order_headers\/\d{8}$/],
  ['https://acme.coupahost.com/attachment_file/99?token=s3cret', /^\/attachment_file\/\d\d\?[a-z]{5}=(?!s3cret)/],
  [
    'https://files.acme.coupahost.com/download/offer.pdf',
    /^https:\/\/[a-z]+\.portal\.example\.com\/download\/[a-z]{5}\.pdf$/,
  ],
  ['https://cdn.example.net/app.js', /^https:\/\/[a-z]+\.example\.org\//],
  ['mailto:sam@acme.com', /^mailto:(?!sam)[a-z]{3}@[a-z]{4}\.[a-z]{3}$/],
  ['data:application/pdf;base64,U2VjcmV0', /^data:application\/pdf;base64,AAAA$/],
  ['javascript:show("Acme")', /^javascript:void 0$/],
  ['#tab-2', /^#tab-2$/],
  ['http://[', /^#$/],
] as const) {
  test(`address: ${address}`, () =>
    expect(scrubber().address(address, 'https://acme.coupahost.com/order_headers/1')).toMatch(pattern));
}

test('the same word and the same number become the same, wherever they stand and in whatever case', () => {
  const one = scrubber();
  const text = one.text('Halden 15262984');
  expect(one.text('HALDEN')).toBe(text.split(' ')[0]!.toUpperCase());
  expect(one.address('/x/15262984', 'https://a.b').split('/').at(-1)).toBe(text.split(' ')[1]);
  expect(new Scrubber('another key', 'https://acme.coupahost.com').text('Halden 15262984')).not.toBe(text);
});

test('no word of a text is left, its form is, and two never become one', () => {
  const word = fc.stringMatching(/^[bcdfghjkmpqvwz][aou][bcdfghjkmpqvwz]{3,8}$/);
  const number = fc.stringMatching(/^[1-9]\d{4,9}$/);
  fc.assert(
    fc.property(fc.uniqueArray(fc.oneof(word, number), { minLength: 2, maxLength: 20 }), (parts) => {
      const made = scrubber().text(parts.join(' ')).split(' ');
      expect(made.map(({ length }) => length)).toEqual(parts.map(({ length }) => length));
      expect(made.filter((part, index) => part === parts[index] && !/^\d/.test(part))).toEqual([]);
      expect(new Set(made).size).toBe(parts.length);
    }),
  );
});
