'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./run-program.cjs');
const { ourModule } = require('./our-modules.cjs');

/** Writes .env.example from the settings' schema, when it is absent or says something else. */
function writeEnvExample(folder = root) {
  const file = path.join(folder, '.env.example');
  const text = envExample(ourModule('batch/settings/settings.ts'));
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) return;
  fs.writeFileSync(file, text);
}

/** Every line a comment: a copy of this file that nobody edited sets nothing. */
function envExample({ settingsSchema, settingName, allowedFor }) {
  const defaults = settingsSchema.parse({});
  const settings = Object.keys(settingsSchema.shape).map((key) => {
    const { description } = settingsSchema.shape[key];
    const value = defaults[key];
    return [`# ${description}`, `# It takes ${allowedFor(key)}.`, `#${settingName(key)}=${value ?? ''}`].join('\n');
  });
  return [HEAD, ...settings].join('\n\n') + '\n';
}

const HEAD = `# The settings of the batch. Copy this file to .env, and take away the # before each NAME= that you set.
# What stands after = below is the default. docs/settings.md has the same as a table.
# A variable of the environment wins over .env, an option on the command line over both.`;

module.exports = { writeEnvExample, envExample };
