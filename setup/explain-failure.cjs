'use strict';
const { stripVTControlCharacters } = require('node:util');

/**
 * Finds the one thing to do in what npm, Playwright's installer or apt printed. First match wins, so the order is
 * part of the table: a broken certificate also shows as a failed connection, and a refused connection may carry a
 * word for missing rights.
 */
const CAUSES = [
  {
    kind: 'certificate',
    signs:
      /SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF)|CERT_(HAS_EXPIRED|NOT_YET_VALID|UNTRUSTED)|ERR_TLS_CERT|(self[- ]signed|unable to get (local )?issuer) certificate|unable to verify the first certificate|certificate verif(y|ication) failed|certificate verification failed/i,
    advice:
      "The company's certificate is not known to Node: save its root certificate as a .pem file, set " +
      "NODE_EXTRA_CA_CERTS to that file's path, and start again.",
  },
  {
    kind: 'proxy',
    signs:
      /\b407\b|Proxy Authentication Required|tunneling socket could not be established|ERR_INVALID_(PROXY|URL).*proxy|proxy .*(refused|failed)|ECONNREFUSED.*:(3128|8080|8888|9090)\b/i,
    advice:
      'The proxy refused the connection: set HTTPS_PROXY to http://<user>:<password>@<proxy>:<port> as your IT ' +
      'names it, and start again.',
  },
  {
    kind: 'scripts',
    signs:
      /running scripts is disabled|PSSecurityException|execution_?polic(y|ies)|blocked by (group policy|your (administrator|organization))|AppLocker|ERROR_ACCESS_DISABLED_BY_POLICY|\bspawn(Sync)?\b.*\b(UNKNOWN|EPERM|EACCES)\b|@esbuild\/[\w-]+" could not be found|needed by esbuild/i,
    advice:
      'A policy of this computer blocks scripts or programs in node_modules: start from cmd.exe instead of ' +
      'PowerShell; if it stays, ask IT to allow node.exe and esbuild.exe in this folder.',
  },
  {
    kind: 'disk',
    signs: /ENOSPC|no space left on device|not enough (free )?space/i,
    advice: 'The disk is full: free about 1 GB and start again.',
  },
  {
    kind: 'proxy',
    signs:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|UND_ERR_|connect EACCES|socket hang up|timed out after \d+|(temporary failure|could not) resolv|(could not|unable to|failed to) (connect|fetch)|network (timeout|is unreachable)|server returned code (403|50\d)/i,
    advice:
      'The internet could not be reached: at work this is most often the proxy: set HTTPS_PROXY to ' +
      'http://<proxy>:<port> as your IT names it (or connect the VPN), and start again.',
  },
  {
    kind: 'rights',
    signs:
      /\b(EACCES|EPERM|EROFS)\b|permission denied|operation not permitted|are you root|could not open lock file|access is denied/i,
    advice:
      'Files may not be written: put the project into a folder of your own (not one that root or another program ' +
      'owns), close editors and virus scans that hold it, and start again.',
  },
  {
    kind: 'libraries',
    signs: /error while loading shared libraries|Host system is missing dependencies/i,
    advice:
      'This system lacks libraries that the browser needs: run `sudo npx playwright install-deps chromium`, and ' +
      'start again.',
  },
  {
    kind: 'registry',
    signs: /\bE40[13]\b|E404|ETARGET|EINTEGRITY|(401|403) (Unauthorized|Forbidden)/i,
    advice:
      'The package registry refused a package: check the registry and the sign-in in your .npmrc (`npm config ' +
      'get registry`), and start again.',
  },
  {
    kind: 'lock',
    signs:
      /EUSAGE|are not in sync|package-lock\.json.*(missing|corrupt)|EJSONPARSE|can only install with an existing package-lock/i,
    advice:
      'package.json and package-lock.json do not belong together: restore both with `git checkout package.json ' +
      'package-lock.json`, and start again.',
  },
];

/** What went wrong, by what the program printed: `{ kind, line }`, the line being ready to show. */
function explainFailure(output) {
  const cause = CAUSES.find(({ signs }) => signs.test(output));
  if (cause) return { kind: cause.kind, line: cause.advice };
  return { kind: 'unknown', line: `The reason is not one of the usual: ${lastWords(output)}` };
}

/** The last line that says something: programs put their verdict there, after the stack and the log file's name. */
function lastWords(output) {
  const lines = stripVTControlCharacters(output)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line && !/^(at |npm error A complete log|[{}])/.test(line));
  return lines.at(-1)?.slice(0, 200) ?? 'the program printed nothing.';
}

module.exports = { explainFailure };
