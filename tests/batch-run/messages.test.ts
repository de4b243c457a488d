import path from 'node:path';
import fs from 'fs-extra';
import { readList, tree } from '../support/run-batch';
import { browsersOf, expect, order, processed, test } from './batch-test';

const COUNT = /📨 (\d+) message\(s\) were made into PDFs/;
const MANY = Array.from({ length: 15 }, (_, i) => `m${i}`);

// What is kept and what is made anew in one folder: tests/session/mail/convert-folder.test.ts.
test('messages become PDFs beside them, once; those of an earlier run and of a killed one are made up for', async ({
  portal,
  batch,
}) => {
  const its = await portal([
    order('15262984', 'offer.msg', 'contract.pdf'),
    order('15262985', 'offer.eml', 'offer.pdf'),
    order('15262986', ...MANY.map((name) => `${name}.msg`)),
  ]);
  const project = await batch({ pos: ['15262984', '15262985', '15262986'], portal: its });
  // Not what a run that was killed has left half written in its private folder, which the next run clears away.
  const pdfs = async () =>
    (await tree(project.downloads)).filter((file) => file.endsWith('.pdf') && !file.startsWith('.po-batch-'));
  const named = async (name: RegExp) =>
    (await pdfs()).map((file) => path.basename(file)).filter((pdf) => name.test(pdf));
  const on = { MSG_TO_PDF_ENABLED: 'true' };
  const folderOf = async (po: string) =>
    (await readList(project.list)).find((row) => row.po === po)!.cell('DOWNLOAD_FOLDER');

  await test.step('off, as it is by default', async () => {
    const { exitCode, output } = await project.run(['test', '--workers=1']);
    expect(exitCode, output).toBe(0);
    expect(output).not.toContain('📨');
    expect(await named(/^offer|^m/)).toEqual(['offer.pdf']);
  });

  const before = await fs.readFile(project.list, 'utf8');
  let made: string[] = [];

  await test.step('a run that is killed while it prints leaves no browser, and no half a PDF', async () => {
    test.skip(process.platform !== 'linux', 'looks at processes');
    const running = project.start(['test'], on);
    await expect.poll(async () => (await pdfs()).length, { timeout: 120_000, intervals: [50] }).toBeGreaterThan(2);
    running.child.kill('SIGKILL');
    await running.ended;
    await expect.poll(() => browsersOf(project), { timeout: 30_000 }).toEqual([]);
    made = (await pdfs()).filter((file) => /(^|\/)(m\d+|offer(\.eml)?)\.pdf$/.test(file));
    for (const file of await pdfs())
      expect((await fs.readFile(path.join(project.downloads, file), 'latin1')).trimEnd()).toMatch(/%%EOF$/);
  });

  await test.step('POs that are done already get theirs, those that are there stay, and so does the list', async () => {
    // `offer.pdf` of the second PO is the portal's own.
    const there = made.filter((file) => !/15262985.*\/offer\.pdf$/.test(file));
    for (const file of there) await fs.writeFile(path.join(project.downloads, file), 'mine');
    const { exitCode, output } = await project.run(['test'], on);
    expect(exitCode, output).toBe(0);
    expect(processed(output)).toEqual([]);
    expect(COUNT.exec(output)?.[1], output).toBe(String(2 + MANY.length - there.length));
    expect((await named(/^offer/)).sort()).toEqual(['offer.eml.pdf', 'offer.pdf', 'offer.pdf']);
    expect(await named(/^m/)).toHaveLength(MANY.length);
    for (const file of there) expect(await fs.readFile(path.join(project.downloads, file), 'utf8')).toBe('mine');
    expect(await fs.readFile(project.list, 'utf8')).toBe(before);
  });

  await test.step('MSG_TO_PDF_OVERWRITE: a PO done again has a new one, and keeps what is not its own', async () => {
    const folder = await folderOf('15262984');
    await fs.writeFile(path.join(folder, 'offer.pdf'), 'mine');
    await fs.writeFile(path.join(folder, 'notes.pdf'), "a person's");
    await fs.writeFile(project.list, before.replace('15262984;COMPLETED', '15262984;'));
    const { exitCode, output } = await project.run(['test', '--workers=1'], { ...on, MSG_TO_PDF_OVERWRITE: 'true' });
    expect(exitCode, output).toBe(0);
    expect(processed(output)).toEqual(['15262984']);
    expect(COUNT.exec(output)?.[1], output).toBe('1');
    expect((await fs.readFile(path.join(folder, 'offer.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await fs.readFile(path.join(folder, 'notes.pdf'), 'utf8')).toBe("a person's");
    expect((await readList(project.list))[0]!.cell('AttachmentName')).toBe('offer.msg;\ncontract.pdf');
  });
});
