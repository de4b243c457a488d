import { expect, test } from '@playwright/test';
import { syncServiceOf } from '../../../batch/system/synced-folder';

const HOMES = { win32: 'C:\\Users\\ann', darwin: '/Users/ann', linux: '/home/ann' } as const;

const cases: [
  platform: keyof typeof HOMES,
  folder: string,
  service: string | undefined,
  env?: Record<string, string>,
][] = [
  ['win32', 'C:\\Users\\ann\\OneDrive', 'OneDrive'],
  ['win32', 'C:\\Users\\ann\\OneDrive\\Documents\\coupa', 'OneDrive'],
  ['win32', 'C:\\Users\\ann\\OneDrive - Contoso Ltd\\coupa', 'OneDrive'],
  ['win32', 'c:\\users\\ANN\\onedrive - contoso ltd\\coupa', 'OneDrive'],
  ['win32', 'D:\\Sync\\coupa', 'OneDrive', { OneDriveCommercial: 'D:\\Sync' }],
  ['win32', 'D:\\Sync', 'OneDrive', { OneDrive: 'd:\\sync\\' }],
  ['win32', 'D:\\Synchron\\coupa', undefined, { OneDrive: 'D:\\Sync' }],
  [
    'win32',
    'C:\\Users\\ann\\Contoso\\Buying - Documents\\coupa',
    'SharePoint',
    { OneDriveCommercial: 'C:\\Users\\ann\\OneDrive - Contoso' },
  ],
  ['win32', 'C:\\Users\\ann\\Contoso\\coupa', undefined],
  ['win32', '\\\\contoso.sharepoint.com@SSL\\DavWWWRoot\\sites\\buying\\coupa', 'SharePoint'],
  ['win32', '\\\\fileserver\\buying\\coupa', undefined],
  ['win32', 'C:\\Users\\ann\\Dropbox\\coupa', 'Dropbox'],
  ['win32', 'C:\\Users\\ann\\Dropbox (Contoso)\\coupa', 'Dropbox'],
  ['win32', 'C:\\Users\\ann\\Contoso Dropbox\\Ann\\coupa', 'Dropbox'],
  ['win32', 'G:\\My Drive\\coupa', 'Google Drive'],
  ['win32', 'G:\\Shared drives\\Buying\\coupa', 'Google Drive'],
  ['win32', 'C:\\Users\\ann\\Google Drive\\coupa', 'Google Drive'],
  ['win32', 'C:\\Users\\ann\\iCloudDrive\\coupa', 'iCloud Drive'],
  ['win32', 'C:\\Users\\ann\\Documents\\coupa', undefined],
  ['win32', 'C:\\coupa\\OneDrive exports', undefined],
  ['win32', 'C:\\Users\\ann\\OneDriveExports\\coupa', undefined],
  ['darwin', '/Users/ann/Library/CloudStorage/OneDrive-Contoso/coupa', 'OneDrive'],
  ['darwin', '/Users/ann/Library/CloudStorage/OneDrive-SharedLibraries-Contoso/Buying/coupa', 'SharePoint'],
  ['darwin', '/Users/ann/Library/CloudStorage/GoogleDrive-ann@contoso.com/My Drive/coupa', 'Google Drive'],
  ['darwin', '/Users/ann/Library/CloudStorage/Dropbox/coupa', 'Dropbox'],
  ['darwin', '/Users/ann/Library/CloudStorage/Box-Box/coupa', 'a cloud storage'],
  ['darwin', '/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/coupa', 'iCloud Drive'],
  ['darwin', '/Users/ann/OneDrive - Contoso/coupa', 'OneDrive'],
  ['darwin', '/Users/ann/Dropbox/coupa', 'Dropbox'],
  ['darwin', '/Users/ann/Documents/coupa', undefined],
  ['darwin', '/Users/bob/Dropbox/coupa', undefined],
  ['darwin', '/Volumes/buying/coupa', undefined],
  ['linux', '/home/ann/Dropbox/coupa', 'Dropbox'],
  ['linux', '/home/ann/coupa', undefined],
  ['linux', '/srv/dropbox/coupa', undefined],
];

for (const [platform, folder, service, env = {}] of cases) {
  test(`${folder} on ${platform} is ${service ?? 'no synced folder'}${env['OneDrive'] || env['OneDriveCommercial'] ? ` with OneDrive at ${Object.values(env)[0]}` : ''}`, () => {
    expect(syncServiceOf(folder, { platform, env, homedir: HOMES[platform] })).toBe(service);
  });
}
