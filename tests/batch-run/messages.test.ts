import path from 'node:path';
import fs from 'fs-extra';
import { readList, tree } from '../support/run-batch';
import { browsersOf, expect, order, test } from './batch-test';

const COUNT = /📨 (\d+) message\(s\) were made into PDFs/;

test('messages become PDFs beside them, once; those of an earlier run are made up for', async ({ portal, batch }) => {
  const its = await portal([
    order('15262984', 'offer.msg', 'contract.pdf'),
    order('15262985', 'offer.eml', 'offer.pdf'),
    order('15262986'),
  ]);
  const project = await batch({ pos: ['15262984', '15262985', '15262986'], portal: its });
  const pdfs = async () =>
    (await tree(project.downloads))
      .map((file) => path.basename(file))
      .filter((name) => /^offer.*\.pdf$/.test(name))
      .sort();
  const clearRow = async (po: string) => {
    const list = await fs.readFile(project.list, 'utf8');
    await fs.writeFile(project.list, list.replace(`${po};COMPLETED`, `${po};`));
  };

  await test.step('off, as it is by default', async () => {
    const { exitCode, output } = await project.run(['test']);
    expect(exitCode, output).toBe(0);
    expect(output).not.toContain('📨');
    expect(await pdfs()).toEqual(['offer.pdf']);
  });

  await test.step('switched on: the POs that are done already have theirs, and the list stays as it is', async () => {
    const before = await fs.readFile(project.list, 'utf8');
    const { exitCode, output } = await project.run(['test'], { MSG_TO_PDF_ENABLED: 'true' });
    expect(exitCode, output).toBe(0);
    expect(COUNT.exec(output)?.[1], output).toBe('2');
    // `offer.pdf` of the second PO is the portal's own.
    expect(await pdfs()).toEqual(['offer.eml.pdf', 'offer.pdf', 'offer.pdf']);
    expect(await fs.readFile(project.list, 'utf8')).toBe(before);
  });

  await test.step('a PO that is done again keeps its PDF, or with MSG_TO_PDF_OVERWRITE has a new one', async () => {
    const [row] = await readList(project.list);
    const pdf = path.join(row!.cell('DOWNLOAD_FOLDER'), 'offer.pdf');
    await fs.writeFile(pdf, 'mine');
    await clearRow('15262984');
    const kept = await project.run(['test'], { MSG_TO_PDF_ENABLED: 'true' });
    expect(kept.exitCode, kept.output).toBe(0);
    expect(await fs.readFile(pdf, 'utf8')).toBe('mine');
    await clearRow('15262984');
    const made = await project.run(['test'], { MSG_TO_PDF_ENABLED: 'true', MSG_TO_PDF_OVERWRITE: 'true' });
    expect(COUNT.exec(made.output)?.[1], made.output).toBe('1');
    expect((await fs.readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-');
    const [again] = await readList(project.list);
    expect(again!.cell('AttachmentName')).toBe('offer.msg;\ncontract.pdf');
  });
});

test('a run that is killed while it prints leaves no browser, and no half a PDF', async ({ portal, batch }) => {
  test.skip(process.platform !== 'linux', 'looks at processes');
  const its = await portal([order('15262984', ...Array.from({ length: 40 }, (_, i) => `m${i}.msg`))]);
  const project = await batch({ pos: ['15262984'], portal: its, env: { MSG_TO_PDF_ENABLED: 'true' } });
  const running = project.start(['test']);
  await running.shows(/✅ 15262984/);
  const made = async () => (await tree(project.downloads)).filter((file) => file.endsWith('.pdf'));
  await expect.poll(async () => (await made()).length, { timeout: 120_000 }).toBeGreaterThan(0);
  running.child.kill('SIGKILL');
  await running.ended;
  await expect.poll(() => browsersOf(project), { timeout: 30_000 }).toEqual([]);
  for (const file of await made())
    expect((await fs.readFile(path.join(project.downloads, file), 'latin1')).trimEnd()).toMatch(/%%EOF$/);
  const next = await project.run(['test']);
  expect(next.exitCode, next.output).toBe(0);
  expect(await made()).toHaveLength(40);
});
