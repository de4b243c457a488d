import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { isReserved } from '../../../batch/names/disk-names';
import { fitPath, fitsFolder, nameKey, safeFileName, takenAmong, uniqueName } from '../../../batch/names/file-name';

for (const [server, name] of [
  ['Offer 2026 (final) & co.pdf', 'Offer 2026 (final) & co.pdf'],
  ['../../etc/passwd.pdf', 'passwd.pdf'],
  ['..\\..\\x.pdf', 'x.pdf'],
  ['/etc/x.pdf', 'x.pdf'],
  ['C:\\Users\\me\\x.pdf', 'x.pdf'],
  ['C:x.pdf', 'x.pdf'],
  ['\\\\server\\share\\x.pdf', 'x.pdf'],
  ['Invoice 11/2026.pdf', 'Invoice 11_2026.pdf'],
  ['a<b>c:d"e|f?g*h.pdf', 'a_b_c_d_e_f_g_h.pdf'],
  ['CON', 'CON_'],
  ['nul.pdf', 'nul_.pdf'],
  ['COM1 .tar.gz', 'COM1 _.tar.gz'],
  ['line\r\nbreak.pdf', 'line break.pdf'],
  ['bell\u0007.pdf', 'bell.pdf'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['x.pdf. . ', 'x.pdf'],
  ['  x.pdf', 'x.pdf'],
  ['', 'attachment'],
  ['..', 'attachment'],
  ['/', 'attachment'],
  [' . ', 'attachment'],
  ['.pdf', 'attachment.pdf'],
  ['.hidden file.pdf', 'hidden file.pdf'],
  ['Ac\u0327a\u0303o.pdf', 'A\u00e7\u00e3o.pdf'],
  ['合同.pdf', '合同.pdf'],
  ['عقد.pdf', 'عقد.pdf'],
  [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(251)}.pdf`],
  [`${'ã'.repeat(300)}.docx`, `${'ã'.repeat(125)}.docx`],
  [`${'😀'.repeat(300)}.msg`, `${'😀'.repeat(62)}.msg`],
  [`v1. ${'y'.repeat(300)}`, `v1. ${'y'.repeat(251)}`],
] as const) {
  test(`the server's ${JSON.stringify(server.slice(0, 40))} is kept as ${name.slice(0, 40)}`, () => {
    expect(safeFileName(server)).toBe(name);
  });
}

const anyName = fc.oneof(
  fc.string({ maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('.', ' ', '/', '\\', ':', 'a', 'nul', 'CON', 'pdf', '😀', '\u0000', '\ud83d', '\u202e', 'c:'),
    maxLength: 90,
  }),
);

test("whatever the server's name, the file has a safe one, and making it safe again changes nothing", () => {
  fc.assert(
    fc.property(anyName, (server) => {
      const name = safeFileName(server);
      const clear = !/[<>:"/\\|?*\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]|^[.\s]|[.\s]$|^$/u.test(name);
      return clear && !isReserved(name) && Buffer.byteLength(name) <= 255 && safeFileName(name) === name;
    }),
    { numRuns: 2000 },
  );
});

test('a clash gives (1), (2), as in a browser', () => {
  const taken = takenAmong(['a.pdf', 'a (1).pdf', 'noext', 'x.tar.gz']);
  expect(uniqueName('b.pdf', taken)).toBe('b.pdf');
  expect(uniqueName('a.pdf', taken)).toBe('a (2).pdf');
  expect(uniqueName('noext', taken)).toBe('noext (1)');
  expect(uniqueName('x.tar.gz', taken)).toBe('x.tar (1).gz');
});

test('names that differ in case or Unicode form only clash', () => {
  expect(uniqueName('A.PDF', takenAmong(['a.pdf']))).toBe('A (1).PDF');
  expect(uniqueName('ação.pdf', takenAmong(['ação.pdf'.normalize('NFD')]))).toBe('ação (1).pdf');
  expect(nameKey('Straße.pdf')).toBe(nameKey('STRASSE.pdf'));
});

test('a long name that clashes stays within the limit and keeps its number', () => {
  const long = safeFileName(`${'x'.repeat(300)}.pdf`);
  expect(uniqueName(long, takenAmong([long]))).toBe(`${'x'.repeat(247)} (1).pdf`);
});

test.describe('on Windows', () => {
  const folder = (length: number) => `C:\\${'d'.repeat(length - 3)}`;
  const whole = (at: string, name: string) => `${at}_PR_NOT_ACCESSIBLE\\${name}`;

  test('the whole path with the longest status stays under 260', () => {
    const name = fitPath(folder(150), `${'x'.repeat(120)}.pdf`, 'win32');
    expect(whole(folder(150), name)).toHaveLength(259);
    expect(name).toMatch(/^x+\.pdf$/);
    expect(fitPath(folder(150), 'short.pdf', 'win32')).toBe('short.pdf');
  });

  test('the folder may be given as it is while the PO is worked on, or as an earlier run left it', () => {
    const name = fitPath(folder(150), `${'x'.repeat(120)}.pdf`, 'win32');
    for (const suffix of ['__WORK', '_COMPLETED', '_PR_NOT_ACCESSIBLE']) {
      expect(fitPath(folder(150) + suffix, `${'x'.repeat(120)}.pdf`, 'win32')).toBe(name);
    }
  });

  test('a clash in a long path keeps number and extension', () => {
    const fits = fitsFolder(folder(220), 'win32');
    const first = fitPath(folder(220), `${'x'.repeat(50)}.pdf`, 'win32');
    const second = uniqueName(first, takenAmong([first]), fits);
    expect(second).toMatch(/^x+ \(1\)\.pdf$/);
    expect(whole(folder(220), second).length).toBeLessThan(260);
  });

  test('a folder that leaves no room is refused in one line that says what to do', () => {
    expect(fitPath(folder(259 - 18 - 1 - 5), 'abc.pdf', 'win32')).toBe('a.pdf');
    expect(() => fitPath(folder(259 - 18 - 1 - 4), 'abc.pdf', 'win32')).toThrow(
      /leaves no room for the file abc\.pdf .*: set DOWNLOAD_FOLDER to a shorter path\.$/,
    );
    expect(() => uniqueName('abc.pdf', takenAmong(['abc.pdf']), fitsFolder(folder(232), 'win32'))).toThrow(
      /DOWNLOAD_FOLDER/,
    );
  });

  test('elsewhere only the name counts', () => {
    expect(fitPath(`/${'d'.repeat(400)}`, 'abc.pdf', 'linux')).toBe('abc.pdf');
  });

  test('cut names never end in a space or dot before the extension and are no device names', () => {
    expect(fitPath(folder(259 - 18 - 1 - 8), 'ab .x.pdf', 'win32')).toBe('ab.pdf');
    expect(fitPath(folder(259 - 18 - 1 - 8), 'contract.pdf', 'win32')).toBe('cont.pdf');
    expect(fitPath(folder(259 - 18 - 1 - 7), 'contract.pdf', 'win32')).toBe('co.pdf');
  });
});
