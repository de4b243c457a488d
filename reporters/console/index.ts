export { htmlReportPath } from './html-report-path';
