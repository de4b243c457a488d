import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import fs from 'fs-extra';
import type { ListedAttachment } from '../../../mail/printing';
import { UnreadableMessage, type MailMessage } from '../../../mail/reading';
import { convertFolder, type ConvertTools, type FolderJob } from '../../../session/mail/convert-folder';

/** Files of the sender's, by name; a message among them is `<files of it>` by the same rule. */
const message = (files: Record<string, string> = {}, html = ''): MailMessage => ({
  to: [],
  cc: [],
  bcc: [],
  subject: '',
  html,
  attachments: Object.entries(files).map(([name, text]) => ({
    name,
    type: '',
    ...(name.startsWith('inline') && { contentId: name }),
    content: Buffer.from(text),
  })),
});

interface Made {
  folder: string;
  failures: string[];
  listed: Record<string, ListedAttachment[]>;
  convert(job?: Partial<FolderJob>, tools?: Partial<ConvertTools>): ReturnType<typeof convertFolder>;
  files(): Promise<string[]>;
}

/** A PO's folder with these files; a message is read as `messages` has it, and its PDF names it. */
const test = base.extend<{ po(files: Record<string, string>, messages: Record<string, MailMessage>): Promise<Made> }>({
  po: async ({}, use, testInfo) => {
    await use(async (files, messages) => {
      const folder = testInfo.outputPath('PO100001_COMPLETED');
      for (const [name, text] of Object.entries(files)) await fs.outputFile(path.join(folder, name), text);
      const failures: string[] = [];
      const listed: Made['listed'] = {};
      let read = '';
      const tools: ConvertTools = {
        staging: testInfo.outputPath('staging'),
        stopped: () => false,
        onFailure: (line) => failures.push(line),
        reader: {
          read: async (file) => {
            read = await fs.readFile(file, 'utf8');
            const found = messages[read];
            if (!found) throw new UnreadableMessage('it is damaged');
            return found;
          },
        },
        printer: {
          print: async (page, to) => {
            const name = Object.keys(messages).find((key) => messages[key] === page.message)!;
            listed[name] = page.attachments;
            await fs.outputFile(to, `PDF of ${name}`);
          },
        },
      };
      return {
        folder,
        failures,
        listed,
        convert: (job = {}, others = {}) =>
          convertFolder(
            { po: 'PO100001', folder, files: Object.keys(files), overwrite: false, ...job },
            { ...tools, ...others },
          ),
        files: async () => (await fs.readdir(folder)).sort(),
      };
    });
  },
});

const text = (made: Made, name: string) => fs.readFile(path.join(made.folder, name), 'utf8');

test('a PDF and the attachments come beside the message, pictures of the body do not', async ({ po }) => {
  const made = await po(
    { 'a.msg': 'A', 'b.pdf': 'of the portal' },
    { A: message({ 'quote.xlsx': 'q', 'inline.png': 'i' }, '<img src="cid:inline.png">') },
  );
  expect(await made.convert()).toEqual({ made: 1, saved: 1, left: 0 });
  expect(await made.files()).toEqual(['a.msg', 'a.pdf', 'b.pdf', 'quote.xlsx']);
  expect(await text(made, 'a.pdf')).toBe('PDF of A');
  expect(made.listed['A']).toEqual([{ name: 'quote.xlsx', size: 1 }]);
});

test('nothing that is there is written over: not by an attachment, not by a PDF', async ({ po }) => {
  const made = await po(
    { 'a.msg': 'A', 'quote.xlsx': 'another', 'same.txt': 's' },
    {
      A: message({ 'quote.xlsx': 'q', 'same.txt': 's', 'a.pdf': 'of the sender', '../../up.txt': 'u', 'con.txt': 'c' }),
    },
  );
  await fs.outputFile(path.join(made.folder, 'notes (1).txt'), "a person's");
  await made.convert();
  expect(await made.files()).toEqual(
    [
      'a (1).pdf',
      'a.msg',
      'a.pdf',
      'con_.txt',
      'notes (1).txt',
      'quote (1).xlsx',
      'quote.xlsx',
      'same.txt',
      'up.txt',
    ].sort(),
  );
  expect(await text(made, 'quote.xlsx')).toBe('another');
  expect(await text(made, 'a (1).pdf')).toBe('of the sender');
  expect(made.listed['A']!.map(({ note = '' }) => note)).toEqual([
    'saved as quote (1).xlsx',
    '',
    'saved as a (1).pdf',
    'saved as up.txt',
    'saved as con_.txt',
  ]);
});

test('a second time makes nothing, or with leave the PDF alone', async ({ po }) => {
  const made = await po({ 'a.msg': 'A' }, { A: message({ 'a.pdf': 'of the sender', 'q.txt': 'q' }) });
  await made.convert();
  const before = await made.files();
  await fs.writeFile(path.join(made.folder, 'a.pdf'), 'older');
  expect(await made.convert()).toEqual({ made: 0, saved: 0, left: 0 });
  expect(await text(made, 'a.pdf')).toBe('older');
  expect((await made.convert({ overwrite: true })).made).toBe(1);
  expect(await text(made, 'a.pdf')).toBe('PDF of A');
  expect(await made.files()).toEqual(before);
});

test('messages within messages have PDFs of their own, and programs stay in the message', async ({ po }) => {
  const made = await po(
    { 'a.msg': 'A' },
    { A: message({ 'in.eml': 'B', 'in.pdf': 'p', 'run.pdf.exe': 'x' }), B: message({ 'deep.msg': 'C' }), C: message() },
  );
  expect((await made.convert()).made).toBe(3);
  expect(await made.files()).toEqual(['a.msg', 'a.pdf', 'deep.msg', 'deep.pdf', 'in.eml', 'in.eml.pdf', 'in.pdf']);
  expect(made.listed['A']!.at(-1)).toEqual({ name: 'run.pdf.exe', size: 1, note: 'a program: left in the message' });
});

test('what cannot be read or printed is one line each, and the next message is made', async ({ po }) => {
  const made = await po({ 'a.msg': '?', 'b.msg': 'B', 'c.msg': 'C' }, { B: message(), C: message({ 'q.txt': 'q' }) });
  const print: ConvertTools['printer']['print'] = async (page, to) => {
    if (page.attachments.length === 0) throw new Error('the browser ended.\nmore');
    await fs.outputFile(to, 'PDF');
  };
  expect(await made.convert({}, { printer: { print } })).toEqual({ made: 1, saved: 1, left: 0 });
  expect(made.failures).toEqual([
    'PO100001: a.msg has no PDF: it is damaged. The message itself is there.',
    'PO100001: b.msg has no PDF: the browser ended. The message itself is there.',
  ]);
});

test('a folder that another run takes over meanwhile is left to that run, without a word', async ({ po }) => {
  const made = await po({ 'a.msg': 'A' }, { A: message() });
  const print: ConvertTools['printer']['print'] = async (_, to) => {
    await fs.outputFile(to, 'PDF');
    await fs.move(made.folder, `${made.folder}__WORK`);
  };
  expect(await made.convert({}, { printer: { print } })).toMatchObject({ made: 0 });
  expect(made.failures).toEqual([]);
});

test('a run that is to end begins no further message, and a full disk ends it', async ({ po }) => {
  const made = await po({ 'a.msg': 'A', 'b.msg': 'A' }, { A: message() });
  expect(await made.convert({}, { stopped: () => true })).toEqual({ made: 0, saved: 0, left: 2 });
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
  await expect(made.convert({}, { printer: { print: () => Promise.reject(full) } })).rejects.toThrow('full');
});
