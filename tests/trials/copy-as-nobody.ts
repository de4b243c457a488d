import { copyProfile } from '../../session/profiles/copying/copy-profile';
import { CopyThreads } from '../../session/profiles/copying/copy-threads';

/**
 * Copies a profile as a user who owns nothing: root may read whatever the modes say. `copy-as-nobody.ts <source>
 * <target>`; prints what it came to.
 */
async function main(userDataDir: string, target: string): Promise<void> {
  const threads = new CopyThreads(1);
  const source = { userDataDir, profileName: 'Default' };
  // Starts the thread, which reads its program before it may no longer.
  const listing = await threads.run('list', { ...source, lean: false });
  if (process.getuid!() === 0) {
    process.setegid!(65_534);
    process.seteuid!(65_534);
  }
  const came = await copyProfile(
    threads,
    { source, target, lean: false, live: false, reflink: false, listing, check: 'cookies' },
    () => Promise.resolve(),
  ).then(
    ({ remarks }) => ({ remarks }),
    (error: { code: string; exitCode: number; message: string }) => ({
      code: error.code,
      exitCode: error.exitCode,
      message: error.message,
    }),
  );
  process.stdout.write(JSON.stringify(came));
  await threads.close();
}

void main(process.argv[2]!, process.argv[3]!);
