import { resolveSettings } from '../../batch/settings/settings';
import { makeSampleProfile } from '../../data/sample-profile';
import { launchOptions } from '../../fixtures/edge/edge-launch';
import { installed } from './installed-browser';

/** How a batch starts its browser on a real profile. */
export const launchAsBatch = () => launchOptions(resolveSettings({ environment: {} }), installed(), true, 'Default');

/** A real profile, signed in to a sample portal by driving a browser once. */
export const signedInProfile = (dir: string, portalUrl: string) =>
  makeSampleProfile({ dir, portalUrl, launch: launchAsBatch() });
