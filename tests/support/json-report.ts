import type { JSONReport, JSONReportSpec } from '@playwright/test/reporter';

/** The tests of a JSON report, in the order of its suites. */
export function specsOf(report: JSONReport): JSONReportSpec[] {
  type Suite = JSONReport['suites'][number];
  const all = (suite: Suite): JSONReportSpec[] => [...suite.specs, ...(suite.suites ?? []).flatMap(all)];
  return report.suites.flatMap(all);
}
