import path from 'node:path';
import fs from 'fs-extra';
import { expect, test } from '@playwright/test';
import type { PurchaseOrder } from '../../batch/list';
import type { RunPlan } from '../../batch/protocol';
import { Recorder, type RecorderParts } from '../../session/recorder';

for (const [status, stays] of [
  ['COMPLETED', false],
  ['NO_ATTACHMENTS', false],
  ['PARTIAL', true],
  ['FAILED', true],
] as const) {
  test(`what was begun of a PO that is ${status} on another machine ${stays ? 'stays' : 'goes'}`, async ({}, testInfo) => {
    const downloadRoot = testInfo.outputPath('downloads');
    const file = path.join(downloadRoot, 'ACME', 'PO1__WORK', 'a.pdf');
    await fs.outputFile(file, 'whole');
    const recorder = new Recorder(
      { downloadRoot, selection: { hierarchyColumns: [] as string[] } } as unknown as RunPlan,
      { store: { filesOf: () => [{ link: 'l', name: 'a.pdf', size: 5 }] } } as unknown as RecorderParts,
    );
    const order: PurchaseOrder = { po: 'PO1', number: '1', supplier: 'ACME', hierarchy: [] };
    await recorder.leaveWork({ order }, { status, supplier: 'ACME', folder: '/of/another/machine' });
    expect(await fs.pathExists(file)).toBe(stays);
    expect(await fs.pathExists(path.dirname(file))).toBe(stays);
  });
}
