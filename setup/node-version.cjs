'use strict';

// Written so that even a Node of ten years ago can parse and run it: there the newer syntax of the other files would
// end in a SyntaxError, which tells a newcomer nothing.

var OLDEST = [20, 13];

/** What lint and the format's check need. */
exports.FOR_TESTS = [20, 19];

/** One line when this Node is too old, else undefined. */
exports.nodeTooOld = function (version, oldest) {
  oldest = oldest || OLDEST;
  var parts = version.replace(/^v/, '').split('.').map(Number);
  if (parts[0] > oldest[0] || (parts[0] === oldest[0] && parts[1] >= oldest[1])) return undefined;
  return (
    'Node ' +
    version.replace(/^v/, '') +
    ' is too old: Node ' +
    oldest.join('.') +
    ' or newer is needed; install the LTS version from https://nodejs.org and start again.'
  );
};

/** Ends the process with the line. */
exports.requireNode = function (oldest) {
  var line = exports.nodeTooOld(process.version, oldest);
  if (!line) return;
  console.error('❌ ' + line);
  process.exit(2);
};
