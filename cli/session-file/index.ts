export { exportSession } from './export-session';
export { importSession } from './import-session';
