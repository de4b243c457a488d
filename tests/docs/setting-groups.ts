import { settingsSchema, type SettingKey } from '../../batch/settings/settings';

type Key = SettingKey;

/** The settings by what a person wants to do, for docs/settings.md. */
const GROUPS: Record<string, Key[]> = {
  'Say what is to be done and where it goes': ['baseUrl', 'inputCsv', 'downloadFolder'],
  'Take only a part of the list': ['processMaxPos', 'randomSamplePos'],
  'Be faster, or be gentle to the computer and the portal': [
    'maxWorkers',
    'workerScaling',
    'downloadsAtOnce',
    'executionMode',
  ],
  'Use another profile or browser': [
    'useProfile',
    'edgeProfileDir',
    'edgeProfileName',
    'profileCopy',
    'profileCopiesDir',
    'allowRunningEdge',
    'coupaEdgeExtraArgs',
    'headless',
  ],
  'Fit the batch to what your portal shows': ['attachmentSelector', 'prFallbackEnabled'],
  'Wait longer, or give up earlier': [
    'pageLoadTimeout',
    'pageDelay',
    'attachmentWaitTimeout',
    'downloadWaitTimeout',
    'errorPageCheckTimeout',
    'prFallbackLinkTimeout',
    'poTimeout',
    'offlineWait',
    'maxConsecutiveSystemErrors',
    'keepAwake',
  ],
};

/** Settings that no group names: reports, and what else comes. */
const REST = 'Decide what is kept and reported';

/** Every setting once, in the groups' order. */
export function settingGroups(): [title: string, keys: Key[]][] {
  const grouped = new Set(Object.values(GROUPS).flat());
  const rest = (Object.keys(settingsSchema.shape) as Key[]).filter((key) => !grouped.has(key));
  return [...(Object.entries(GROUPS) as [string, Key[]][]), [REST, rest]];
}
