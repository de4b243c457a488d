import { settingsSchema } from '../../batch/settings/settings';
import { currentOwner, writeOwnerSync } from '../../batch/system/owner';
import { ProfileManager } from '../../session/profiles/profile-manager';

/** What a run does with a profile until it is killed: `node -r tsx/cjs copy-and-die.ts <source> <run's folder>`. */
async function main(userDataDir: string, runDir: string): Promise<void> {
  writeOwnerSync(runDir, currentOwner('killed'));
  const manager = await ProfileManager.open({
    plan: {
      run: 'killed',
      rootDir: runDir,
      runDir,
      settings: settingsSchema.parse({}),
      profile: { userDataDir, profileName: 'Default', kind: 'everyday' },
    },
    workers: 4,
    notice: () => undefined,
  });
  manager.prepare(4);
  process.stdout.write('copying\n');
  await Promise.all([0, 1, 2, 3].map((slot) => manager.take({}, slot)));
  process.stdout.write('copied\n');
  // Stays until it is killed.
  setInterval(() => undefined, 1_000);
}

void main(process.argv[2]!, process.argv[3]!);
