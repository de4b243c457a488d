import type {
  DownloadedFile,
  EndedAttempt,
  NextAttempt,
  Outcome,
  OutcomeRecord,
  ProbeResult,
  Trouble,
} from '../outcome';
import type { SessionCookie } from '../profile';
import type { PageCounts, Reading } from './reading';
import type { StopReason } from './session-events';
import type { Activity } from './spent';

/**
 * What a worker and the session say to each other: one JSON object a line on a local socket. A request with an `id`
 * gets one reply with the same `id`; a `step` gets none, so that progress never makes a download wait.
 */
export interface Requests {
  /** First message of a connection; anything before it, or a wrong token, closes the connection. */
  hello: { ask: { token: string; slot: number; workerIndex: number; pid: number }; reply: { run: string } };
  /**
   * Asks to work on the next PO; `browser` says whether the worker's browser is up. Answered when the pool has a free
   * permit: `granted`, `close-browser` (memory is short: close it and ask again), or `refused` once the run is
   * stopping.
   */
  permit: { ask: { browser: boolean }; reply: { answer: 'granted' | 'refused' | 'close-browser' } };
  /**
   * Asks for the PO. Answered when no other test holds its number. `again`: another run had it, and it is worth asking
   * for a permit and for the PO once more; `done`: that run has done it; `why`: this run is stopping. The attempt is at
   * least the one that the worker knows of; `retriesLeft` is what follows it.
   */
  claim: {
    ask: { po: string; attempt: number; retriesLeft: number };
    reply:
      | { granted: true; attempt: number; retriesLeft: number; reading: Reading; foundBefore: number }
      | { granted: false; why: string }
      | { granted: false; again: true }
      /** Another shard's PO, which that one or a third has: this run leaves it alone. */
      | { granted: false; elsewhere: string }
      | { granted: false; done: OutcomeRecord; row: Record<string, string>; workerStays: boolean };
  };
  /**
   * Opens the PO's `__WORK` folder. `supplier` is the page's, empty when it shows none; `links` are what a page lists.
   */
  folder: { ask: { po: string; supplier: string; links: string[] }; reply: { kept: DownloadedFile[] } };
  /** Moves one whole staged file into the PO's folder. `name` is the server's; the reply has the name on disk. */
  file: {
    ask: { po: string; staged: string; name: string; link: string; size: number };
    reply: { file: DownloadedFile };
  };
  /**
   * Ends the attempt with an outcome. `links` are the attachments in the order of the pages; `browser` is how the
   * worker's is now; `announced`: the portal said how long to wait. The reply says what comes next, and whether a test
   * that fails may leave its process as it is.
   */
  outcome: {
    ask: {
      po: string;
      outcome: Outcome;
      links: string[];
      browser?: EndedAttempt['browser'];
      announced?: boolean;
      /** How its pages were read. */
      pages?: PageCounts;
      /** `adaptive`: in what a page read without rendering differed from the same page opened. */
      differs?: string;
    };
    reply: { record: OutcomeRecord; row: Record<string, string>; then: NextAttempt; workerStays: boolean };
  };
  /** Waits `wait` ms before the next attempt; answered at once when the run is stopping. */
  rest: { ask: { wait: number }; reply: Record<string, never> };
  /** Ends the attempt without an outcome: the PO is as if it had not been taken. */
  release: { ask: { po: string }; reply: Record<string, never> };
  /** Before each page and file: answered when the portal may be asked for it. */
  admit: { ask: { po: string }; reply: Instruction };
  /** A file's 429 or 503 asked for a pause, ms: nobody asks the portal for anything until it is over. */
  pause: { ask: { po: string; status: number; retryAfter: number }; reply: Record<string, never> };
  /**
   * The attempt met what may lie with the portal or the way to it. `again`: release the PO, claim it again; `count`:
   * its outcome stands.
   */
  trouble: { ask: { po: string; trouble: Trouble }; reply: Instruction };
  /** Answers `probe`: what this worker's browser saw of the portal's address. */
  probed: { ask: { po: string; result: ProbeResult }; reply: Instruction };
  /**
   * The browser went away and is to be started again; `allowed: false` when that was one too many, and the run is
   * ending.
   */
  restart: { ask: { po: string; cause: string }; reply: { allowed: boolean } };
  /** Asks that the run ends: no further PO is taken. */
  stop: { ask: StopReason; reply: Record<string, never> };
  /**
   * Asks for a copy of the profile to start a browser on; the healthy copy of the slot's last process comes first.
   * `cookies` go over it.
   */
  profile: { ask: Record<string, never>; reply: { userDataDir: string; cookies: SessionCookie[] } };
  /**
   * The browser has ended. `healthy`: in an orderly way, so that another may go on with its copy. `cookies` are what it
   * had.
   */
  'profile-back': { ask: { healthy: boolean; cookies: SessionCookie[] }; reply: Record<string, never> };
  ready: { ask: { milliseconds: number }; reply: Record<string, never> };
}
/** `probe`: open the portal's address and send `probed`; `why` says why the run is ending. */
export interface Instruction {
  then: Then;
  why?: string;
}
/** What a worker does next: go on, probe the portal, do the PO again, let its outcome count, or end. */
export type Then = 'go' | 'probe' | 'again' | 'count' | 'stop';

/** One worker process, as its `hello` named it. The end of its connection is the end of everything it held. */
export interface WorkerConnection {
  slot: number;
  workerIndex: number;
  pid: number;
}

/** Names of all requests. */
export type RequestType = keyof Requests;
/** A request as it goes over the line. */
export type Request = { [T in RequestType]: { id: number; type: T } & Requests[T]['ask'] }[RequestType];
/** Answer to the request with this `id`: its reply, or `error` with a line for people and a `code` for programs. */
export type Reply = { id: number; error?: string; code?: string } & Record<string, unknown>;
/** What a PO is doing now, in a few words. Has no reply. */
export interface StepMessage {
  type: 'step';
  po: string;
  text: string;
  /** Which of its activities this begins; absent: it goes on with the last one. */
  doing?: Activity;
}

/** Splits a stream of chunks into lines; keeps the unfinished rest. */
export function lineSplitter(onLine: (line: string) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  };
}
