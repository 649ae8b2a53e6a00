'use strict';
// Loaded before a program, this keeps the code that V8 compiles from the program's files, so that the next run does not compile
// them again. The CDK CLI is one file of 16 MB. Once the project needs Node 22, NODE_COMPILE_CACHE replaces this file.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const { crc32 } = require('node:zlib');

const FOLDER = process.env.CODE_CACHE ?? path.join(__dirname, '..', '.cache', 'code');
const CHECKSUM_BYTES = 4;
/** The expression, not a method of that name. Looking behind comes second because the name is rare. */
const DYNAMIC_IMPORT = /import\((?<=(?:\bawait|\breturn|=>|[=(:,?])\s*import\()/;
/** The scripts that this process compiled, by their cache. */
const compiled = new Map();

/** The stamp changes with the file. The time is that of the inode, since package managers give all files the same date. */
function cacheOf(file) {
  const { ctimeMs, size } = statSync(file);
  return { file: path.join(FOLDER, createHash('sha1').update(file).digest('hex')), stamp: crc32(`${ctimeMs} ${size}`) };
}

/** V8 rejects a cache of another version or with other flags, but accepts a damaged one. */
function read({ file, stamp }) {
  try {
    const content = readFileSync(file);
    const data = content.subarray(CHECKSUM_BYTES);
    return content.readUInt32LE() === crc32(data, stamp) ? data : undefined;
  } catch {
    return undefined;
  }
}

function write({ file, stamp }, data) {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(data, stamp));
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, Buffer.concat([checksum, data]));
  renameSync(unfinished, file);
}

function requireOf(module) {
  const resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  return Object.assign((id) => module.require(id), { resolve, main: process.mainModule, extensions: Module._extensions, cache: Module._cache });
}

const compile = Module.prototype._compile;
Module.prototype._compile = function (content, filename) {
  // Code from a cache has lost its path, and without it `import()` fails. For a module of Node.js, the path does not matter.
  const text = content.replaceAll('await import("node:', 'await importNode("node:');
  // The program itself is small and has a source map. Only Node.js itself compiles a file with a `#!` line.
  if (this === process.mainModule || content.startsWith('#!') || DYNAMIC_IMPORT.test(text)) return compile.call(this, content, filename);
  const cache = cacheOf(filename);
  const cachedData = read(cache);
  const script = new vm.Script(`(function (exports, require, module, __filename, __dirname, importNode) { ${text}\n});`, { filename, cachedData });
  if (!cachedData || script.cachedDataRejected) compiled.set(cache, script);
  return script.runInThisContext().call(this.exports, this.exports, requireOf(this), this, filename, path.dirname(filename), (name) => import(name));
};

// V8 compiles a function on its first call, so the cache is complete only at the end.
process.once('exit', () => {
  if (compiled.size === 0) return;
  try {
    mkdirSync(FOLDER, { recursive: true });
    compiled.forEach((script, cache) => write(cache, script.createCachedData()));
  } catch {
    // If the folder cannot be written, the next run compiles again.
  }
});
