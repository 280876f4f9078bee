// Loaded into VS Code's server before its own code (node --require).
const http = require('node:http');
const { readFileSync, writeFileSync, mkdirSync } = require('node:fs');
const { randomBytes } = require('node:crypto');
const { dirname } = require('node:path');

const keyFile = process.env.ASIDE_SECRET_KEY_FILE;
if (keyFile && process.argv[1]?.endsWith('server-main.js')) {
  answerMintKey(keyFile);
  endWithParent();
}

/**
 * The page keeps secrets in the browser, encrypted with a key that it asks the server for. This server has no such
 * route (code-server's own front end has), and without it secrets are lost at every reload.
 */
function answerMintKey(file) {
  const emit = http.Server.prototype.emit;
  http.Server.prototype.emit = function (event, request, response) {
    if (event !== 'request' || request.method !== 'POST' || !/\/mint-key($|\?)/.test(request.url)) {
      return emit.apply(this, arguments);
    }
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
    response.end(secretKey(file));
    return true;
  };
}

function secretKey(file) {
  try {
    return readFileSync(file);
  } catch {
    const key = randomBytes(32);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, key, { mode: 0o600 });
    return key;
  }
}

/** A harness that is killed outright cannot end its server. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid === parent) return;
    try {
      process.kill(-process.pid, 'SIGKILL');
    } catch {
      process.exit(1);
    }
  }, 1000).unref();
}
