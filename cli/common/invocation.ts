/** What a command is given. It returns the exit code, or throws a BatchError. */
export interface Invocation {
  /** Folder of playwright.config.ts. */
  rootDir: string;
  args: string[];
  say: (line: string) => void;
  /** Aborted by Ctrl+C. */
  stop: AbortSignal;
}
