import { expect, test } from '@playwright/test';
import { parseInput } from '../../../batch/list';
import { earlierFolders } from '../../../session/mail/earlier-folders';

test('POs with messages, by what the list says of their files, below the download folder only', () => {
  const rows = [
    ['PO100001', '"a.pdf;\nb.msg"', '/d/S/PO100001_COMPLETED'],
    ['PO100001', '"a.pdf;\nb.msg"', '/d/S/PO100001_COMPLETED'],
    ['PO100002', 'a.pdf', '/d/S/PO100002_COMPLETED'],
    ['PO100003', 'done now.eml', '/d/S/PO100003_COMPLETED'],
    ['PO100004', 'a.eml', '/elsewhere/PO100004_COMPLETED'],
    ['PO100005', 'a.eml', '/d/../etc'],
    ['PO100006', 'a.eml', '/d'],
    ['PO100007', 'a.eml', 'S/PO100007_COMPLETED'],
    ['PO100008', '../../other/a.eml', '/d/S/PO100008_COMPLETED'],
    ['PO100009', 'MAIL.EML', '/d/PO100009_PARTIAL'],
  ].map((cells) => cells.join(';'));
  const csv = ['PO_NUMBER;AttachmentName;DOWNLOAD_FOLDER', ...rows, ''].join('\n');
  const jobs = earlierFolders(parseInput(Buffer.from(csv), '/list.csv'), new Set(['PO100003']), '/d');
  expect(jobs.map(({ po, folder, files, overwrite }) => [po, folder, files.join('|'), overwrite])).toEqual([
    ['PO100001', '/d/S/PO100001_COMPLETED', 'a.pdf|b.msg', false],
    ['PO100009', '/d/PO100009_PARTIAL', 'MAIL.EML', false],
  ]);
});
