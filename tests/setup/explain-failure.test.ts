import { expect, test } from '@playwright/test';

const { explainFailure } = require('../../setup/explain-failure.cjs') as {
  explainFailure: (output: string) => { kind: string; line: string };
};

/** What the programs really print, shortened. */
const OUTPUTS: [string, string, string][] = [
  [
    'proxy',
    'npm behind a proxy that is not running',
    `npm error code ECONNREFUSED
npm error syscall connect
npm error errno ECONNREFUSED
npm error FetchError: request to https://registry.npmjs.org/zod failed, reason: connect ECONNREFUSED 127.0.0.1:8080
npm error If you are behind a proxy, please make sure that the
npm error 'proxy' config is set properly.  See: 'npm help config'
npm error A complete log of this run can be found in: /home/ana/.npm/_logs/2026-11-23T20_31_43_000Z-debug-0.log`,
  ],
  [
    'proxy',
    'npm without a way out',
    'npm error code ENOTFOUND\nnpm error network request to https://registry.npmjs.org/zod failed, reason: ' +
      'getaddrinfo ENOTFOUND registry.npmjs.org',
  ],
  [
    'proxy',
    'npm with a slow DNS',
    'npm error code EAI_AGAIN\nnpm error request to https://registry.npmjs.org/zod failed, reason: getaddrinfo ' +
      'EAI_AGAIN registry.npmjs.org',
  ],
  [
    'proxy',
    'npm with a proxy that wants a password',
    'npm error code E407\nnpm error 407 Proxy Authentication Required - GET https://registry.npmjs.org/zod',
  ],
  [
    'proxy',
    'npm through a tunnel that is refused',
    'npm error tunneling socket could not be established, statusCode=407',
  ],
  ['proxy', 'npm with a line that hangs', 'npm error code ERR_SOCKET_TIMEOUT\nnpm error network Socket timeout'],
  ['proxy', 'a firewall that forbids the connection', 'Error: connect EACCES 104.16.3.35:443'],
  [
    'proxy',
    "Playwright's installer without a way out",
    'Error: getaddrinfo ENOTFOUND cdn.playwright.dev\n    at GetAddrInfoReqWrap.onlookupall {\n  errno: -3008,\n ' +
      " code: 'ENOTFOUND'\n}\nFailed to install browsers\nError: Failed to download Chrome for Testing",
  ],
  [
    'proxy',
    "Playwright's installer against a filter",
    "Error: Download failed: server returned code 403 body 'Blocked'. URL: https://cdn.playwright.dev/x.zip",
  ],
  [
    'proxy',
    "Playwright's installer against silence",
    'Error: Request to https://cdn.playwright.dev/x.zip timed out after 10000ms',
  ],
  [
    'proxy',
    'apt without DNS',
    "Err:1 http://deb.debian.org/debian bookworm InRelease\n  Temporary failure resolving 'deb.debian.org'\nE: " +
      'Unable to locate package chromium',
  ],
  [
    'proxy',
    'apt with a proxy that wants a password',
    'E: Failed to fetch http://deb.debian.org/debian/dists/bookworm/InRelease  407  Proxy Authentication Required',
  ],
  [
    'certificate',
    'npm behind an inspecting proxy',
    'npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error request to https://registry.npmjs.org/zod failed, ' +
      'reason: self-signed certificate in certificate chain',
  ],
  [
    'certificate',
    'npm with an unknown issuer',
    'npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY\nnpm error errno UNABLE_TO_GET_ISSUER_CERT_LOCALLY\nnpm ' +
      'error request to https://registry.npmjs.org/zod failed, reason: unable to get local issuer certificate',
  ],
  [
    'certificate',
    "Playwright's installer behind an inspecting proxy",
    'Error: unable to verify the first certificate; if the root CA is installed locally, try running Node.js ' +
      "with --use-system-ca\n  code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'\nFailed to install browsers",
  ],
  [
    'certificate',
    'apt behind an inspecting proxy',
    'Certificate verification failed: The certificate is NOT trusted. The certificate issuer is unknown.  Could ' +
      'not handshake: Error in the certificate verification.',
  ],
  [
    'rights',
    "npm in root's folder",
    'npm error code EACCES\nnpm error syscall mkdir\nnpm error path /opt/po-batch/node_modules\nnpm error Error: ' +
      "EACCES: permission denied, mkdir '/opt/po-batch/node_modules'",
  ],
  [
    'rights',
    'npm with a file that Windows holds',
    'npm error code EPERM\nnpm error syscall unlink\nnpm error path C:\\po\\node_modules\\zod\\index.js\nnpm ' +
      "error [Error: EPERM: operation not permitted, unlink 'C:\\po\\node_modules\\zod\\index.js']",
  ],
  [
    'rights',
    'a read-only disk',
    "npm error code EROFS\nnpm error EROFS: read-only file system, mkdir '/mnt/po/node_modules'",
  ],
  [
    'rights',
    'apt without root',
    'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to ' +
      'acquire the dpkg frontend lock, are you root?',
  ],
  [
    'scripts',
    'PowerShell',
    'npm : File C:\\Program Files\\nodejs\\npm.ps1 cannot be loaded because running scripts is disabled on this ' +
      'system. For more information, see about_Execution_Policies\n    + CategoryInfo          : SecurityError: ' +
      '(:) [], PSSecurityException',
  ],
  [
    'scripts',
    'a policy against programs',
    'This program is blocked by group policy. For more information, contact your system administrator.',
  ],
  [
    'scripts',
    'esbuild that may not start',
    'Error: spawn UNKNOWN\n    at ChildProcess.spawn (node:internal/child_process:421:11)\n    at Object.spawn ' +
      '(C:\\po\\node_modules\\esbuild\\lib\\main.js:1882:26)',
  ],
  [
    'scripts',
    'esbuild that may not start, as a matter of rights',
    "Error: spawnSync C:\\po\\node_modules\\@esbuild\\win32-x64\\esbuild.exe EPERM\n  errno: -4048,\n  code: 'EPERM'",
  ],
  [
    'scripts',
    'esbuild that was left out',
    'Error: The package "@esbuild/win32-x64" could not be found, and is needed by esbuild.',
  ],
  ['disk', 'a full disk', 'npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write'],
  [
    'libraries',
    'a bare Linux',
    '/root/.cache/ms-playwright/chromium-1255/chrome-linux64/chrome: error while loading shared libraries: ' +
      'libnss3.so: cannot open shared object file: No such file or directory',
  ],
  [
    'registry',
    "the company's own registry",
    'npm error code E401\nnpm error Unable to authenticate, your authentication token seems to be invalid.',
  ],
  [
    'registry',
    'a mirror without the package',
    'npm error code E404\nnpm error 404 Not Found - GET https://npm.company.example/zod\nnpm error 404  ' +
      "'zod@4.6.7' is not in this registry.",
  ],
  [
    'lock',
    'a package.json that was changed',
    'npm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json and ' +
      'package-lock.json or npm-shrinkwrap.json are in sync.',
  ],
];

for (const [kind, what, output] of OUTPUTS) {
  test(`${what} is explained as ${kind}`, () => {
    const explained = explainFailure(output);
    expect(explained.kind).toBe(kind);
    expect(explained.line).not.toContain('\n');
  });
}

test('what a person must do is in the line', () => {
  const line = (kind: string) => explainFailure(OUTPUTS.find(([of]) => of === kind)![2]).line;
  expect(line('proxy')).toContain('HTTPS_PROXY');
  expect(line('certificate')).toContain('NODE_EXTRA_CA_CERTS');
  expect(line('scripts')).toContain('cmd.exe');
  expect(line('rights')).toContain('folder of your own');
});

test('an unknown failure is told in its own last words', () => {
  const output =
    'Something odd\n\u001b[31mnpm error The sky fell\u001b[39m\n    at Object.<anonymous> (/x.js:1:1)\nnpm error ' +
    'A complete log of this run can be found in: /x\n\n';
  expect(explainFailure(output)).toEqual({
    kind: 'unknown',
    line: 'The reason is not one of the usual: npm error The sky fell',
  });
  expect(explainFailure('').line).toContain('printed nothing');
});
