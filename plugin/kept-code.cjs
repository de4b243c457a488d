'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const { isMainThread } = require('node:worker_threads');

/**
 * Node 22 and newer keep what they compiled in NODE_COMPILE_CACHE. Node 20 does when this file is loaded before
 * everything else (`node -r`): then it keeps V8's code of Playwright's two big modules, a quarter of what loading
 * Playwright takes.
 */
const nodeKeeps = typeof Module.enableCompileCache === 'function';

/**
 * Among the modules that were compiled: who may write there may change those as well. Throws where none are installed.
 */
const folder = () =>
  path.join(require.resolve('@playwright/test/package.json'), '..', '..', '..', '.cache', 'playwright-po-batch');

/** Not Playwright's other modules: code that was kept cannot `import()`, by which those load ES modules. */
const KEPT = /[\\/]playwright-core[\\/]lib[\\/](coreBundle|utilsBundle)\.js$/;

/** Bytes of the checksum that comes before the code. */
const SUM = 20;
const sum = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest();

/** What this process compiled, to be kept at its end. */
const made = [];

function compile(source, filename) {
  const file = path.join(
    process.env.NODE_COMPILE_CACHE,
    `${path.basename(filename, '.js')}-${process.version}-${process.arch}`,
  );
  // V8 itself notices another V8; of a changed module it notices only another length, and of a damaged file nothing.
  const { size, mtimeMs, ctimeMs } = fs.statSync(filename);
  const of = [filename, size, mtimeMs, ctimeMs].join('\n');
  const cachedData = kept(file, of);
  const [before] = Module.wrapper;
  const script = new vm.Script(Module.wrap(source), { filename, columnOffset: -before.length, cachedData });
  if (!cachedData || script.cachedDataRejected) made.push({ file, of, script });
  return script.runInThisContext();
}

function kept(file, of) {
  try {
    const bytes = fs.readFileSync(file);
    const code = bytes.subarray(SUM);
    return sum(of, code).equals(bytes.subarray(0, SUM)) ? code : undefined;
  } catch {
    return undefined; // nothing kept yet, or a folder that may not be read
  }
}

function keep({ file, of, script }) {
  // Several workers end at once: none may read what another has half written.
  const own = `${file}.${process.pid}`;
  try {
    const code = script.createCachedData();
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(own, Buffer.concat([sum(of, code), code]));
    fs.renameSync(own, file);
  } finally {
    fs.rmSync(own, { force: true });
  }
}

if (
  module.isPreloading &&
  isMainThread &&
  !nodeKeeps &&
  process.env.NODE_COMPILE_CACHE &&
  !process.env.NODE_DISABLE_COMPILE_CACHE
) {
  const compileModule = Module.prototype._compile;
  Module.prototype._compile = function (source, filename) {
    if (!KEPT.test(filename)) return compileModule.apply(this, arguments);
    return compile(source, filename).call(
      this.exports,
      this.exports,
      Module.createRequire(filename),
      this,
      filename,
      path.dirname(filename),
    );
  };
  // At the end, since by then all functions were compiled that the next process will need.
  process.once('exit', () => {
    try {
      made.forEach(keep);
    } catch {
      // A folder that may not be written, a full disk: the next process compiles again.
    }
  });
}

module.exports = { folder, nodeKeeps };
