import type { Project } from './project';

/** What a command is given. It returns the exit code, or throws a BatchError. */
export interface Invocation extends Project {
  args: string[];
  say: (line: string) => void;
  /** Aborted by Ctrl+C. */
  stop: AbortSignal;
}
