// What Wine lacks, and a Windows has. It is loaded before all else.
const fs = require("node:fs");
const { Socket } = require("node:net");

// Its sockets know no such option, and each fetch would fail.
Socket.prototype.setKeepAlive = function () {
  return this;
};

// It does not know when a folder was made, and gives the time of its last change, which Windows keeps apart.
const { lstatSync } = fs;
fs.lstatSync = (...args) => {
  const stats = lstatSync(...args);
  if (stats) stats.birthtimeMs = 0;
  return stats;
};
