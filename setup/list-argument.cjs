'use strict';
const path = require('node:path');

/**
 * Takes `--list <file>` out of what stands behind `npm start --`: `{ list, rest }`, the list as an absolute path,
 * relative ones against the folder where the person typed. A `--list` without a file stays, for Playwright's own.
 *
 * PowerShell and people forget the `--`; then npm keeps `--list` for itself and passes the file on alone, or keeps
 * both in a variable of its own. A batch of the wrong list would be the price, so both are understood.
 */
function takeList(args, { cwd, env = {} }) {
  const rest = [];
  let list;
  for (let i = 0; i < args.length; i++) {
    const [name, value] = splitOnce(args[i]);
    const next = args[i + 1];
    if (name === '--list' && value) list = value;
    else if (name === '--list' && next !== undefined && !next.startsWith('-')) list = args[++i];
    else if (/^[^-].*\.(csv|xlsx?)$/i.test(args[i])) list = args[i];
    else rest.push(args[i]);
  }
  const kept = env.npm_config_list;
  if (!list && kept && kept !== 'true') list = kept;
  if (env.npm_config_workers && !rest.some((arg) => /^(-j|--workers)\b/.test(arg)))
    rest.push(`--workers=${env.npm_config_workers}`);
  return { list: list && path.resolve(cwd, list), rest };
}

/** What the list is handed on as: the setting, which wins over .env. */
const listEnvironment = (list) => (list ? { INPUT_CSV: list } : {});

function splitOnce(arg) {
  const at = arg.indexOf('=');
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

module.exports = { takeList, listEnvironment };
