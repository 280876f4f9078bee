// Stands in for the native module @vscode/fs-copyfile (copies that share blocks): the git extension does not start
// without it.
const fs = require('node:fs');

exports.isCloneSupported = () => Promise.resolve(false);
exports.copyFile = (from, to, mode) => fs.promises.copyFile(from, to, mode);
exports.cp = (from, to, options) => fs.promises.cp(from, to, options);
