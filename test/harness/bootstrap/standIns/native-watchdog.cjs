// Stands in for the native module @vscode/native-watchdog, which ends an extension host whose parent is gone: the harness
// ends the whole process group.
exports.start = () => {};
