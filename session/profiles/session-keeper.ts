import { statSync } from 'node:fs';
import path from 'node:path';
import {
  longerLasting,
  readPortalSession,
  writePortalSession,
  type PortalSession,
  type SessionCookie,
} from '../../batch/profile';

/**
 * The newest sign-in to the portal that any of the run's browsers had. It begins with what the last run kept, is laid
 * over every fresh copy, and is kept for the next run. Only with the batch's own profile: nothing of a person's Edge is
 * written anywhere.
 */
export class SessionKeeper {
  private newest: PortalSession | undefined;
  private renewed = false;
  private readonly began = Date.now();

  /** `file` is undefined when there is nothing to keep. */
  constructor(
    private readonly file: string | undefined,
    private readonly portal: string,
  ) {
    this.newest = file === undefined ? undefined : readPortalSession(file, portal);
  }

  get cookies(): SessionCookie[] {
    return this.newest?.cookies ?? [];
  }

  /** What a browser had when it was closed. */
  report(cookies: SessionCookie[], now = Date.now()): void {
    if (this.file === undefined || cookies.length === 0) return;
    this.newest = longerLasting(this.newest, { portal: this.portal, savedAt: now, cookies });
    this.renewed = true;
  }

  /** Not after a run that ended signed out: what its browsers had is worth nothing. */
  save(): void {
    if (this.file === undefined || !this.renewed || signedInSince(this.file, this.began)) return;
    writePortalSession(this.file, this.newest!);
  }
}

/** A person who signed in while the run went on has a newer session in the profile itself. */
function signedInSince(file: string, began: number): boolean {
  try {
    return statSync(path.join(path.dirname(file), 'signed-in.json')).mtimeMs > began;
  } catch {
    return false;
  }
}
