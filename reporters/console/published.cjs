'use strict';

// `playwright-po-batch/reporters/console`: the class itself. A CommonJS module that has only a `default` export gives
// an ES module that imports it the wrapping object instead.
module.exports = require('./console').default;
