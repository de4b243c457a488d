import * as base from './base';
import * as charts from './charts';
import * as csv from './csv';
import * as details from './details';
import * as failures from './failures';
import * as filters from './filters';
import * as start from './start';
import * as table from './table';

export type { Attempts, Curve, FailureGroup, PackedRows, PackedTexts, Parts, PastRun, PoRow, SentData } from './base';

/**
 * The functions that the page runs. Each module holds functions alone, says by `declare const` which it uses of the
 * others, and is sent as text: see `page-script.ts`.
 */
export const PAGE_MODULES: Record<string, unknown>[] = [base, charts, csv, details, failures, filters, table, start];
