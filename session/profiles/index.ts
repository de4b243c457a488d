export { bytesOnDisk, freeBytes, inGigabytes, refuseWithoutRoom, sharesBlocks, type Room } from './disk-space';
export { needsSnapshot } from './profile-copier';
export { ProfileManager } from './profile-manager';
