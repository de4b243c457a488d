export { playwrightCli, projectSettings } from './config-options';
export type { Invocation } from './invocation';
export { hasDisplay, installedBrowser, thisSystem } from './machine';
export { badOption } from './bad-option';
export { batchConfig, configsIn, findProject, isBatchConfig, OWN_CONFIG, type ConfigFile } from './project';
export { withProfileBrowser } from './profile-browser';
export { batchPaths } from './batch-paths';
export { openFile } from './open-file';
