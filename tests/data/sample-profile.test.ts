import { chromium, expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { startPortal } from '../../data/portal/portal';
import { makeSampleProfile } from '../../data/sample-profile';
import { launchOptions } from './browser';

test('a copy of the profile is signed in at any port, though the session ended with the browser', async ({}, testInfo) => {
  const dir = testInfo.outputPath('profile');
  const first = await startPortal();
  try {
    expect(await makeSampleProfile({ dir, portalUrl: first.url, launch: launchOptions })).toBe(true);
    expect(first.stats.signIns).toBe(1);
    expect(await makeSampleProfile({ dir, portalUrl: first.url, launch: launchOptions })).toBe(false);
    expect(await readdir(path.dirname(dir))).toEqual(['profile']);
  } finally {
    await first.close();
  }

  const copy = testInfo.outputPath('copy');
  await cp(dir, copy, { recursive: true });
  const portal = await startPortal();
  const context = await chromium.launchPersistentContext(copy, launchOptions);
  try {
    const page = await context.newPage();
    await page.goto(`${portal.url}/order_headers/15262984`);
    await page.waitForURL(`${portal.url}/order_headers/15262984`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Purchase Order #15262984');
    expect(portal.stats).toMatchObject({ signIns: 0, bounces: 1 });
    const cookies = await context.cookies(portal.url);
    expect(cookies.map(({ name, expires }) => [name, expires > 0]).sort()).toEqual([
      ['sample_portal_device', true],
      ['sample_portal_session', false],
    ]);
  } finally {
    await context.close();
    await portal.close();
  }
  await Promise.all([dir, copy].map((folder) => rm(folder, { recursive: true, force: true })));
});

test('a sign-in that fails leaves nothing behind', async ({}, testInfo) => {
  const dir = testInfo.outputPath('profile');
  // Nothing listens there: the port is closed again before it is used.
  const portal = await startPortal({ orders: [] });
  await portal.close();
  await expect(makeSampleProfile({ dir, portalUrl: portal.url, launch: launchOptions })).rejects.toThrow(
    /ERR_CONNECTION_REFUSED/,
  );
  expect(await readdir(path.dirname(dir))).toEqual([]);
});

test('what a killed run left is removed, what a living one makes is not', async ({}, testInfo) => {
  const dir = testInfo.outputPath('profile');
  const dead = spawnSync(process.execPath, ['--version']).pid;
  const left = `${dir}.making-${dead}-0123abcd`;
  const alive = `${dir}.making-${process.pid}-0123abcd`;
  await Promise.all([left, alive].map((folder) => mkdir(folder, { recursive: true })));
  const portal = await startPortal({ orders: [] });
  await portal.close();
  await makeSampleProfile({ dir, portalUrl: portal.url, launch: launchOptions }).catch(() => {});
  expect(await readdir(path.dirname(dir))).toEqual([path.basename(alive)]);
});
