import { readFileSync } from 'node:fs';
import type { BrowserChoice, ProfileSource } from '../profile';
import { BatchError } from '../errors/errors';
import type { Commands } from './commands';
import { ENV } from './env';
import type { PurchaseOrder, SelectionReport } from '../list';
import type { Settings } from '../settings/settings';

/**
 * Everything that is decided once per run, while the config loads: frozen, because the list may change on disk
 * while the run goes on (this tool rewrites it, people open it in Excel) and test titles must not.
 */
export interface RunPlan {
  /** `2026-11-23T20-31-43-8f3a`: sorts by time, unique, safe as a folder name. */
  run: string;
  /** Folder of playwright.config.ts. */
  rootDir: string;
  /** What lines and page tell a person to type. */
  commands: Commands;
  /** The `.env` that was read; absent when there is none. */
  envFile?: string;
  /** True for the sample batch. */
  sample: boolean;
  settings: Settings;
  browser: BrowserChoice;
  input: {
    path: string;
    delimiter: ';' | ',' | '\t';
    encoding: string;
    poName?: string;
    /** The workbook that the list came from. Its rows, as CSV text, lie in `rows` within the run's private folder. */
    workbook?: { path: string; sheet: string; sheets: number; added: string[]; leftColumns: string[]; rows: string };
  };
  selection: SelectionReport;
  /** With `--shard`: which one of how many, from 1, and the hash of the split that all of them have. */
  shard?: { current: number; total: number; split: string };
  /**
   * With `--shard` and a store that all shards have: numbers of the POs at the end of this shard's work, which others
   * may take, and of those at the end of theirs.
   */
  offer?: { own: string[]; others: string[] };
  /** True when no PO of this portal ended well before, in this list or in a journal beside it. */
  newPortal?: boolean;
  orders: PurchaseOrder[];
  /**
   * True when the command chooses among the POs (`-g`, `--last-failed`, `--ui`): each is dispatched by itself, since
   * the few that are chosen may be neighbours, and one worker would do them all.
   */
  chosen?: boolean;
  /**
   * By PO as written: fingerprints of its rows when the plan was made; a row that differs later was changed by a
   * person.
   */
  fingerprints: Record<string, string[]>;
  /** Bytes of each run's journal that this plan knows, by run: what other runs write later is news. */
  journals: Record<string, number>;
  /**
   * Where the profile to copy is; absent with `USE_PROFILE=false`. The run itself makes the sample's, and that with the
   * session of SESSION_FILE.
   */
  profile?: ProfileSource | (Omit<ProfileSource, 'kind'> & { kind: 'sample' | 'session' });
  /** Root of all PO folders, absolute. */
  downloadRoot: string;
  /** Private folder of the run in the system's temporary folder: plan, socket, profile copies. */
  runDir: string;
  /** On the volume of the download folder: where browsers write before files are moved into place. */
  stagingRoot: string;
  /** `<rootDir>/batch-report/<run>`. */
  reportDir: string;
}

/** The plan of this process's run. Throws one line when there is none: a spec that was started without its config. */
export function loadPlan(env: NodeJS.ProcessEnv = process.env): RunPlan {
  const file = env[ENV.plan];
  if (!file)
    throw new BatchError(
      'NO_PLAN',
      'This spec has no batch: playwright.config.ts must be made by purchaseOrderBatch().',
    );
  return (cached ??= JSON.parse(readFileSync(file, 'utf8')) as RunPlan);
}

let cached: RunPlan | undefined;

/** A PO's fingerprints; none where it has none. For those that came as JSON too, in which `constructor` is a function. */
export function marksOf(all: Readonly<Record<string, string[]>>, po: string): string[] {
  return Object.hasOwn(all, po) ? all[po]! : [];
}
