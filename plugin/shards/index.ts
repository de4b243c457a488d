export { excludeOtherShards, noteInReports, shardText } from './apply-split';
export { setSplitBasis, splitOf, splitOfRun } from './this-run';
