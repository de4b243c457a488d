import type { BrowserContext } from '@playwright/test';
import { signalIfThere } from './signal';

/**
 * Signals every process of this browser that shows pages: one that is stopped answers nothing, one that is killed is a
 * crash.
 */
export async function signalRenderers(edge: BrowserContext, signal: NodeJS.Signals): Promise<void> {
  const session = await edge.browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  for (const { type, id } of processInfo) if (type === 'renderer') signalIfThere(id, signal);
}
