export { copyProfile, type CopyReport } from './copy-profile';
export { CopyThreads } from './copy-threads';
export { listProfile, type ListRequest, type Listing } from './profile-listing';
export { cookieFiles } from './profile-parts';
