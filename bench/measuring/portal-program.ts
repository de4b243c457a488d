import { onOwnerGone } from '../../data/portal/owner-watch';
import { HEAVY } from '../../data/portal/orders';
import { startPortal } from '../../data/portal/portal';
import { ordersOf } from './orders';
import type { PortalOfMeasurement } from './portal';

/**
 * `node -r tsx/cjs bench/measuring/portal-program.ts <JSON of PortalOfMeasurement>`: prints its address in one line and
 * ends with whoever started it.
 */
async function main(): Promise<void> {
  const { pos, heavy, page, file } = JSON.parse(process.argv[2]!) as PortalOfMeasurement;
  const portal = await startPortal({
    orders: ordersOf(pos),
    latency: { page, file },
    signIn: false,
    ...(heavy && { weight: HEAVY }),
  });
  onOwnerGone(() => void portal.close().then(() => process.exit(0)));
  console.log(portal.url);
}

void main();
