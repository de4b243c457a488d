import { chromium } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

type LaunchOptions = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;

export interface SampleProfileRequest {
  /** Where the user-data folder shall be. */
  dir: string;
  portalUrl: string;
  /** As the batch launches it: a profile written with other encryption switches cannot be read there. */
  launch: Pick<
    LaunchOptions,
    'channel' | 'executablePath' | 'chromiumSandbox' | 'ignoreDefaultArgs' | 'args' | 'headless' | 'env'
  >;
}

/**
 * Makes a browser profile that is signed in to the sample portal, by signing in once as a person would, and resolves
 * with whether one was made (false: it was there). The folder appears whole or not at all: it is made beside `dir` and
 * renamed, so a run that is interrupted here leaves no profile that looks ready and is not. Rejects if signing in
 * fails.
 */
export async function makeSampleProfile({ dir, portalUrl, launch }: SampleProfileRequest): Promise<boolean> {
  if (isProfile(dir)) return false;
  await mkdir(path.dirname(dir), { recursive: true });
  await removeAbandoned(dir);
  const making = `${dir}.making-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await signInOnce(making, portalUrl, launch);
    return await moveInPlace(making, dir);
  } finally {
    await rm(making, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** `Local State` is the file that every Chromium user-data folder has. */
function isProfile(dir: string): boolean {
  return existsSync(path.join(dir, 'Local State'));
}

async function signInOnce(dir: string, portalUrl: string, launch: SampleProfileRequest['launch']): Promise<void> {
  const context = await chromium.launchPersistentContext(dir, { headless: true, handleSIGINT: false, ...launch });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${portalUrl}/sessions/new`);
    await page.locator('#user_email').fill('sam.buyer@sample.example');
    await page.locator('#user_password').fill('sample');
    await page.locator('#remember_device').check();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => url.pathname === '/');
  } finally {
    // An orderly end is what writes the cookies to the profile.
    await context.close();
  }
}

/** False when another run was first: its profile is as good. */
async function moveInPlace(making: string, dir: string): Promise<boolean> {
  try {
    await rename(making, dir);
    return true;
  } catch (error) {
    if (isProfile(dir)) return false;
    throw error;
  }
}

/** Folders of runs that were killed while they made a profile; those of living processes are left alone. */
async function removeAbandoned(dir: string): Promise<void> {
  const parent = path.dirname(dir);
  for (const name of await readdir(parent)) {
    const pid = new RegExp(`^${path.basename(dir)}\\.making-(\\d+)-[0-9a-f]{8}$`).exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
