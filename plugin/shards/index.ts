export { excludeOtherShards, noteInReports, offerText, shardText } from './apply-split';
export { leaveOut } from './leave-out';
export { setSplitBasis, splitOf, splitOfRun } from './this-run';
