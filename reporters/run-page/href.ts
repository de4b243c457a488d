import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** From a page to a folder: relative, so that both can move together; absolute only onto another Windows drive. */
export function hrefTo(
  from: string,
  target: string,
  paths: Pick<path.PlatformPath, 'relative' | 'isAbsolute' | 'sep'> = path,
): string {
  const relative = paths.relative(from, target);
  if (paths.isAbsolute(relative)) return pathToFileURL(target).href;
  // `./` in front: a folder called `javascript:x` must stay a folder.
  return `./${relative.split(paths.sep).map(encodeURIComponent).join('/')}`;
}
