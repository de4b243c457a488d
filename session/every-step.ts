/** One of the things that a run's end does. */
export interface EndStep {
  /** What failed when it does, and where: `The folder /x could not be removed`. */
  failed: string;
  /** What a person is to do then. */
  advice: string;
  run(): unknown;
}

/**
 * Takes every step in turn, whatever became of those before it: a file that cannot be written must not leave copies
 * of a profile with its cookies behind, nor make a run fail whose results are all there. What fails is a line for the
 * operator. Never throws.
 */
export async function everyStep(steps: EndStep[], warn: (text: string) => void): Promise<void> {
  for (const { failed, advice, run } of steps) {
    try {
      await run();
    } catch (error) {
      warn(`${failed} (${(error as Error).message.split('\n')[0]}): ${advice}.`);
    }
  }
}
