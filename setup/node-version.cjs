'use strict';

// Written so that even a Node of ten years ago can parse and run it: there the newer syntax of the other files would
// end in a SyntaxError, which tells a newcomer nothing.

var OLDEST = [20, 13];

/** One line when this Node is too old, else undefined. */
exports.nodeTooOld = function (version) {
  var parts = version.replace(/^v/, '').split('.').map(Number);
  if (parts[0] > OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] >= OLDEST[1])) return undefined;
  return (
    'Node ' +
    version.replace(/^v/, '') +
    ' is too old: Node ' +
    OLDEST.join('.') +
    ' or newer is needed; install the LTS version from https://nodejs.org and start again.'
  );
};

/** Ends the process with the line. */
exports.requireNode = function () {
  var line = exports.nodeTooOld(process.version);
  if (!line) return;
  console.error('❌ ' + line);
  process.exit(2);
};
