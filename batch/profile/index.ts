export { chooseBrowser, forcedBrowser, isFileOnDisk, type BrowserChoice } from './browser-choice';
export { leanSwitches } from './browser-switches';
export { browserPrograms, defaultDownloadFolder, ownProfileDir, pathsOf, withHome, type System } from './edge-paths';
export {
  forgetPortalSession,
  longerLasting,
  portalSessionFile,
  portalSessionIn,
  readPortalSession,
  writePortalSession,
  type PortalSession,
  type SessionCookie,
} from './portal-session';
export { lastsText } from './lasts-until';
export { cookiesOfOthers, stateOfPortal } from './portal-state';
export { machineDisk, type ProfileDisk } from './profile-disk';
export { locateProfile, refuseIfInUse, signedInMarker, type ProfileSource } from './profile-source';
export { browserTemp } from './browser-temp';
