export { CONFIG_FILES, playwrightCli, projectSettings } from './config-options';
export type { Invocation } from './invocation';
export { hasDisplay, installedBrowser, startCommand, thisSystem } from './machine';
export { withProfileBrowser } from './profile-browser';
export { batchPaths } from './batch-paths';
export { openFile } from './open-file';
