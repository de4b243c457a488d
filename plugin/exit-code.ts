import { EXIT } from '../batch/errors/exit-codes';
import type { StopReason } from '../batch/protocol';

const BY_STOP: Record<StopReason['code'], number> = {
  'signed-out': EXIT.SIGNED_OUT,
  'disk-full': EXIT.DISK_FULL,
  'portal-unreachable': EXIT.PORTAL,
  'system-errors': EXIT.PORTAL,
  profile: EXIT.BAD_INPUT,
  'store-away': EXIT.STORE_AWAY,
  interrupted: EXIT.STOPPED,
};

/** What the run ends with. Pure. A reason of the batch's own says more than Playwright's code. */
export function exitCode(playwright: number, stop: StopReason | undefined, refused: number | undefined): number {
  if (refused !== undefined) return refused;
  return stop ? BY_STOP[stop.code] : playwright;
}
